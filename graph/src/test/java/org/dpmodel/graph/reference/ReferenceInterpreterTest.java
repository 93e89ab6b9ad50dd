package org.dpmodel.graph.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;

/** Values that were computed by hand. */
class ReferenceInterpreterTest {
    private static final ReferenceTensor SQUARE =
            ReferenceTensor.floats(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    private static final ReferenceTensor CORNER = ReferenceTensor.floats(Shape.of(1, 1, 2, 2), 1, 0, 0, -1);

    private static List<ReferenceTensor> compute(
            String operator, Attributes attributes, int outputs, ReferenceTensor... inputs) {
        List<String> names = List.of("a", "b", "c", "d", "e").subList(0, inputs.length);
        List<String> results = List.of("y", "z").subList(0, outputs);
        Node node = new Node("node", operator, names, results, attributes);
        return ReferenceInterpreter.compute(Kernels.all(), node, List.of(inputs));
    }

    private static double[] reals(String operator, Attributes attributes, ReferenceTensor... inputs) {
        return compute(operator, attributes, 1, inputs).get(0).toDoubles();
    }

    private static Attributes attribute(String name, long... values) {
        return Attributes.none().with(name, values);
    }

    @Test
    void convolution() {
        assertArrayEquals(new double[] {1 - 5, 2 - 6, 4 - 8, 5 - 9}, reals("Conv", Attributes.none(), SQUARE, CORNER));
        assertArrayEquals(
                new double[] {-1, -3, -7, 5 - 9},
                reals("Conv", attribute("strides", 2, 2).with("pads", new long[] {1, 1, 0, 0}), SQUARE, CORNER));
    }

    @Test
    void transposedConvolution() {
        ReferenceTensor x = ReferenceTensor.floats(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        assertArrayEquals(
                new double[] {1, 2, 0, 3, 4 - 1, -2, 0, -3, -4}, reals("ConvTranspose", Attributes.none(), x, CORNER));
    }

    @Test
    void maximumPoolingCountsPositionsInTheWholeInput() {
        ReferenceTensor two = ReferenceTensor.floats(Shape.of(2, 1, 2, 2), 1, 4, 4, 2, 9, 8, 7, 9);
        List<ReferenceTensor> pooled = compute("MaxPool", attribute("kernel_shape", 2, 2), 2, two);
        assertArrayEquals(new double[] {4, 9}, pooled.get(0).toDoubles());
        assertArrayEquals(new long[] {1, 4}, pooled.get(1).toLongs());
    }

    @Test
    void averagePoolingWithAndWithoutPadding() {
        Attributes padded = attribute("kernel_shape", 2, 2).with("pads", new long[] {1, 1, 0, 0});
        Attributes strided = padded.with("strides", new long[] {2, 2});
        assertArrayEquals(new double[] {1, 2.5, 5.5, 7}, reals("AveragePool", strided, SQUARE));
        assertArrayEquals(
                new double[] {0.25, 1.25, 2.75, 7}, reals("AveragePool", strided.with("count_include_pad", 1), SQUARE));
    }

    @Test
    void errorFunction() {
        // Abramowitz and Stegun 1964, table 7.1
        double[] y = reals("Erf", Attributes.none(), ReferenceTensor.floats(Shape.of(4), 0.5, -1, 2, 7));
        assertArrayEquals(new double[] {0.5204998778, -0.8427007929, 0.9953222650, 1}, y, 1e-10);
    }

    @Test
    void softmaxOfLogarithms() {
        ReferenceTensor x = ReferenceTensor.floats(Shape.of(1, 3), Math.log(1), Math.log(2), Math.log(5));
        assertArrayEquals(new double[] {0.125, 0.25, 0.625}, reals("Softmax", Attributes.none(), x), 1e-15);
    }

    @Test
    void nothingIsRoundedToFloat() {
        ReferenceTensor third = ReferenceTensor.floats(Shape.of(), 1);
        ReferenceTensor three = ReferenceTensor.floats(Shape.of(), 3);
        assertEquals(1.0 / 3, reals("Div", Attributes.none(), third, three)[0]);
    }

    @Test
    void wholeGraphsRunWithAnyBatch() {
        Graph graph = new Graph(
                "dense",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 2))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 1))),
                List.of(
                        new Node("product", "MatMul", List.of("x", "w"), List.of("z"), Attributes.none()),
                        new Node("positive", "Relu", List.of("z"), List.of("y"), Attributes.none())),
                Map.of("w", Constant.floats(Shape.of(2, 1), 2, -1)));
        ReferenceTensor x = ReferenceTensor.floats(Shape.of(3, 2), 1, 1, 0, 1, 3, 2);
        Map<String, ReferenceTensor> outputs = new ReferenceInterpreter(graph).run(Map.of("x", x));
        assertArrayEquals(new double[] {1, 0, 4}, outputs.get("y").toDoubles());

        GraphException missing =
                assertThrows(GraphException.class, () -> new ReferenceInterpreter(graph).run(Map.of()));
        assertTrue(missing.getMessage().contains("input x is missing"), missing.getMessage());
        ReferenceTensor wide = ReferenceTensor.floats(Shape.of(1, 3), 1, 2, 3);
        GraphException wrong =
                assertThrows(GraphException.class, () -> new ReferenceInterpreter(graph).run(Map.of("x", wide)));
        assertTrue(wrong.getMessage().contains("must be float[batch, 2], found float[1, 3]"), wrong.getMessage());
    }

    @Test
    void unknownOperatorsAreNamedAtOnce() {
        Graph graph = new Graph(
                "g",
                List.of(new ValueInfo("x", TensorType.floats(1))),
                List.of(new ValueInfo("y", TensorType.floats(1))),
                List.of(new Node("rnn", "LSTM", List.of("x"), List.of("y"), Attributes.none())),
                Map.of());
        GraphException error = assertThrows(GraphException.class, () -> new ReferenceInterpreter(graph));
        assertTrue(error.getMessage().contains("rnn") && error.getMessage().contains("LSTM"), error.getMessage());
    }

    @Test
    void whatIsNotDefinedIsRefusedWithTheNode() {
        ReferenceTensor x = ReferenceTensor.floats(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        GraphException error = assertThrows(
                GraphException.class,
                () -> reals("AveragePool", attribute("kernel_shape", 2, 2).with("ceil_mode", 1), x));
        assertTrue(error.getMessage().contains("node node (AveragePool)"), error.getMessage());
    }

    @Test
    void tensorsGoToConstantsAndBack() {
        for (DataType type : DataType.values()) {
            Constant constant =
                    Constant.ofBytes(new TensorType(type, Shape.of(2)), bytes(2 * type.bytes(), type == DataType.BOOL));
            assertEquals(constant, ReferenceTensor.of(constant).toConstant(), type.name());
        }
        assertThrows(GraphException.class, () -> ReferenceTensor.floats(Shape.of(2), 1));
        assertThrows(GraphException.class, SQUARE::toLongs);
    }

    private static byte[] bytes(int count, boolean bits) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (bits ? i % 2 : 3 + i);
        }
        return bytes;
    }
}
