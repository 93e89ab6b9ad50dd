package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.ints;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.Arithmetic;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reversals of whole axes, as TensorFlow's converter writes them for Keras's Bidirectional layers. */
class ReversalsTest {
    private static final double[] INPUT = {1, 2, 3, 4, 5, 6};

    /** y = (x, its second axis reversed by the length of an axis) w. */
    private static Graph reversed(String shapeOf, long axisOfLength) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 3))
                .addInitializer(floats("w", List.of(3L, 1L), 1f, 10f, 100f))
                .addInitializer(longs("time", axisOfLength))
                .addInitializer(longs("batch", 1L))
                .addNode(node("Transpose", List.of("x"), List.of("t"), ints("perm", 1, 0)))
                .addNode(node("Shape", List.of(shapeOf), List.of("shape")))
                .addNode(node("Gather", List.of("shape", "time"), List.of("length")))
                .addNode(node("Gather", List.of("shape", "batch"), List.of("count")))
                .addNode(node("Expand", List.of("length", "count"), List.of("lengths")))
                .addNode(node(
                        "ReverseSequence",
                        List.of("t", "lengths"),
                        List.of("r"),
                        integer("time_axis", 0),
                        integer("batch_axis", 1)))
                .addNode(node("Transpose", List.of("r"), List.of("back"), ints("perm", 1, 0)))
                .addNode(node("MatMul", List.of("back", "w"), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 1));
        return OnnxFormat.read(file(17, graph).build().toByteArray()).graph();
    }

    /** The length is read behind the Transpose, or before it, as for the outputs of a Bidirectional layer of Keras. */
    @ParameterizedTest
    @CsvSource({"t, 0", "x, 1"})
    void theLengthOfTheAxisReversesAllOfIt(String shapeOf, long axis) {
        NetworkGraph network = Networks.of(reversed(shapeOf, axis));
        Networks.proveIsolation(network, 2);
        ReferenceTensor y = new ReferenceInterpreter(Networks.bind(network, 2).graph(), Arithmetic.EXACT)
                .run(Map.of(
                        "x",
                        ReferenceTensor.floats(Shape.of(2, 3), INPUT),
                        "w",
                        ReferenceTensor.floats(Shape.of(3, 1), 1, 10, 100)))
                .get("y");
        assertArrayEquals(new double[] {123, 456}, y.toDoubles(), 0);
    }

    /** The number of examples, as a length, would let them reach each other. */
    @ParameterizedTest
    @CsvSource({"t, 1", "x, 0"})
    void otherLengthsStayRefused(String shapeOf, long axis) {
        Graph graph = reversed(shapeOf, axis);
        String message =
                assertThrows(GraphException.class, () -> Networks.of(graph)).getMessage();
        assertTrue(message.contains("ReverseSequence: it moves elements by lengths"), message);
    }
}
