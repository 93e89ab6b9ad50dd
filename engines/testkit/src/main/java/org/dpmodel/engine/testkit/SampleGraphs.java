package org.dpmodel.engine.testkit;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/** Graphs that are easy to check. */
final class SampleGraphs {
    static final int OPSET = 13;

    private SampleGraphs() {}

    /** y = x · factor, with x of shape [size] and factor of shape [1]. */
    static OnnxModel scaling(String name, long size) {
        return new OnnxModel(
                new Graph(
                        name,
                        List.of(value("x", size), value("factor", 1)),
                        List.of(value("y", size)),
                        List.of(new Node("scale", "Mul", List.of("x", "factor"), List.of("y"), Attributes.none())),
                        Map.of()),
                OPSET);
    }

    /** y = relu(x w1) w2, with x of shape [rows, width] and both weights of shape [width, width]. */
    static OnnxModel layers(long rows, long width) {
        return new OnnxModel(
                new Graph(
                        "layers",
                        List.of(value("x", rows, width), value("w1", width, width), value("w2", width, width)),
                        List.of(value("y", rows, width)),
                        List.of(
                                new Node("first", "MatMul", List.of("x", "w1"), List.of("z"), Attributes.none()),
                                new Node("positive", "Relu", List.of("z"), List.of("a"), Attributes.none()),
                                new Node("second", "MatMul", List.of("a", "w2"), List.of("y"), Attributes.none())),
                        Map.of()),
                OPSET);
    }

    /** y = x + zeros of shape [size], which engines may compute once and keep. */
    static OnnxModel keepingZeros(long size) {
        return new OnnxModel(
                new Graph(
                        "keeping_zeros",
                        List.of(value("x", 1)),
                        List.of(value("y", size)),
                        List.of(
                                new Node("zeros", "ConstantOfShape", List.of("shape"), List.of("z"), Attributes.none()),
                                new Node("sum", "Add", List.of("x", "z"), List.of("y"), Attributes.none())),
                        Map.of("shape", Constant.ints(size))),
                OPSET);
    }

    /** y = (2 x)[place], with x of shape [size], which fails after 2 x is there if there is no such place. */
    static OnnxModel picking(long size) {
        return new OnnxModel(
                new Graph(
                        "picking",
                        List.of(value("x", size), value("place", 1)),
                        List.of(value("y", 1)),
                        List.of(
                                new Node("twice", "Add", List.of("x", "x"), List.of("z"), Attributes.none()),
                                new Node(
                                        "whole",
                                        "Cast",
                                        List.of("place"),
                                        List.of("index"),
                                        Attributes.none().with("to", DataType.INT64.onnxCode())),
                                new Node(
                                        "pick",
                                        "Gather",
                                        List.of("z", "index"),
                                        List.of("y"),
                                        Attributes.none().with("axis", 0))),
                        Map.of()),
                OPSET);
    }

    /** A graph with a constant of shape [size] that no engine can compile. */
    static OnnxModel unknownOperator(int size) {
        return new OnnxModel(
                new Graph(
                        "unknown_operator",
                        List.of(value("x", size)),
                        List.of(value("y", size)),
                        List.of(
                                new Node("sum", "Add", List.of("x", "constant"), List.of("z"), Attributes.none()),
                                new Node("unknown", "NoSuchOperator", List.of("z"), List.of("y"), Attributes.none())),
                        Map.of("constant", Constant.floats(Shape.of(size), new float[size]))),
                OPSET);
    }

    static ValueInfo value(String name, long... dims) {
        return new ValueInfo(name, TensorType.floats(dims));
    }
}
