package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.bool;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.graph;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.ints;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.undeclared;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.Arithmetic;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loops, as TensorFlow's converter writes Keras's recurrent layers, are taken where the number of rounds is known. */
class LoopsTest {
    private static final int BOOL = TensorProto.DataType.BOOL_VALUE;
    private static final int INT64 = TensorProto.DataType.INT64_VALUE;
    private static final double[] INPUT = {0.5, -1, 2, 0.25, 1, 3};

    /**
     * The state s of {@code s' = tanh(s w + x[time])}, until the time is {@code steps} or {@code most} rounds were made; the
     * weight is carried along, as TensorFlow does.
     */
    private static GraphProto.Builder recurrence(int opset, long most, String condition, NodeOfEnd end) {
        GraphProto body = GraphProto.newBuilder()
                .setName("body")
                .addInput(value("i", INT64))
                .addInput(value("go", BOOL))
                .addInput(value("time", INT64))
                .addInput(value("s", FLOAT, -1, 1))
                .addInput(value("weight", FLOAT, 1, 1))
                .addInitializer(longs("two", 1L))
                .addNode(node("MatMul", List.of("s", "weight"), List.of("product")))
                .addNode(node("Gather", List.of("steps", "time"), List.of("row")))
                .addNode(node("Add", List.of("product", "row"), List.of("sum")))
                .addNode(node("Tanh", List.of("sum"), List.of("next")))
                .addNode(node("Add", List.of("time", "one"), List.of("later")))
                .addNode(node("Cast", List.of("later"), List.of("real"), integer("to", FLOAT)))
                .addNode(node("Less", List.of(condition, "end"), List.of("early")))
                .addNode(node("And", List.of("early", "go"), List.of("again")))
                .addOutput(undeclared("again"))
                .addOutput(undeclared("later"))
                .addOutput(undeclared("next"))
                .addOutput(undeclared("weight"))
                .addOutput(undeclared("next"))
                .build();
        GraphProto.Builder outer = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 3))
                .addInitializer(floats("w", List.of(1L, 1L), 0.5f))
                .addInitializer(floats("end", List.of(), 2f))
                .addInitializer(TensorProto.newBuilder()
                        .setName("one")
                        .setDataType(INT64)
                        .addInt64Data(1)
                        .build())
                .addInitializer(TensorProto.newBuilder()
                        .setName("zero")
                        .setDataType(INT64)
                        .addInt64Data(0)
                        .build())
                .addInitializer(longs("most", most))
                .addInitializer(bool("yes", true))
                .addInitializer(longs("column", -1L))
                .addNode(node("Transpose", List.of("x"), List.of("turned"), ints("perm", 1, 0)));
        return end.add(outer.addNode(along(opset, "Unsqueeze", "turned", "column", -1, "steps"))
                .addNode(node("Gather", List.of("steps", "zero"), List.of("first")))
                .addNode(node("Sub", List.of("first", "first"), List.of("start")))
                .addNode(node(
                        "Loop",
                        List.of("most", "yes", "zero", "start", "w"),
                        List.of("", "last", "", "all"),
                        graph("body", body))));
    }

    /** An operator along an axis, which was an attribute before operator set 13. */
    private static NodeProto along(
            int opset, String operator, String x, String axes, long axis, String y, AttributeProto... more) {
        if (opset >= 13) {
            return node(operator, List.of(x, axes), List.of(y), more);
        }
        return node(operator, List.of(x), List.of(y), more).toBuilder()
                .addAttribute(ints("axes", axis))
                .build();
    }

    private interface NodeOfEnd {
        GraphProto.Builder add(GraphProto.Builder graph);
    }

    /** The sum of all states, and three times the last. */
    private static GraphProto.Builder sum(int opset, GraphProto.Builder graph) {
        return graph.addInitializer(longs("rounds", 0L))
                .addNode(along(opset, "ReduceSum", "all", "rounds", 0, "total", integer("keepdims", 0)))
                .addNode(node("Add", List.of("last", "total"), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 1));
    }

    private static double[] states(int rounds) {
        double[] y = new double[2];
        for (int row = 0; row < 2; row++) {
            double s = 0;
            double total = 0;
            for (int time = 0; time < rounds; time++) {
                s = Math.tanh(s * 0.5 + INPUT[3 * row + time]);
                total += s;
            }
            y[row] = s + total;
        }
        return y;
    }

    /** By its limit, by its condition, and in whichever form the operator set has axes. */
    @ParameterizedTest
    @CsvSource({"17, 1, 1", "17, 2, 2", "17, 9, 2", "12, 9, 2"})
    void aLoopIsWrittenAsItsRounds(int opset, long most, int rounds) {
        OnnxModel model = OnnxFormat.read(file(opset, recurrence(opset, most, "real", graph -> sum(opset, graph)))
                .build()
                .toByteArray());
        NetworkGraph network = Networks.of(model.graph());
        assertEquals(Set.of("w"), network.parameters());
        // The rounds share their weight by design.
        assertEquals(Map.of(), network.ties());
        assertEquals(Set.of("w"), network.untie().parameters());
        Networks.proveIsolation(network, 3);
        Graph bound = Networks.bind(network, 2).graph();
        double[] y = new ReferenceInterpreter(bound, Arithmetic.EXACT)
                .run(Map.of(
                        "x",
                        ReferenceTensor.floats(Shape.of(2, 3), INPUT),
                        "w",
                        ReferenceTensor.floats(Shape.of(1, 1), 0.5)))
                .get("y")
                .toDoubles();
        assertArrayEquals(states(rounds), y, 1e-6);
        assertEquals(
                rounds,
                model.graph().nodes().stream()
                        .map(Node::operator)
                        .filter("Tanh"::equals)
                        .count());
    }

    @Test
    void aLoopThatEndsByData() {
        GraphProto.Builder byData = recurrence(17, 9, "product", graph -> sum(17, graph));
        String refused = assertThrows(
                        GraphException.class,
                        () -> OnnxFormat.read(file(17, byData).build().toByteArray()))
                .getMessage();
        assertTrue(refused.contains("(Loop)"), refused);
    }

    /** A small file cannot become a huge graph. */
    @Test
    void aLoopOfManyRoundsIsRefused() {
        GraphProto.Builder many = recurrence(17, 1_000_000, "zero", graph -> sum(17, graph));
        String refused = assertThrows(
                        GraphException.class,
                        () -> OnnxFormat.read(file(17, many).build().toByteArray()))
                .getMessage();
        assertTrue(refused.contains("(Loop)") || refused.contains("nodes"), refused);
    }
}
