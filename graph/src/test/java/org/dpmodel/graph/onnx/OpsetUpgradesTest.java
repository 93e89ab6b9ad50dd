package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.ints;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.real;
import static org.dpmodel.graph.onnx.Protos.reals;
import static org.dpmodel.graph.onnx.Protos.text;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime computes the same from a file of an old operator set and from what is written after it was read. */
class OpsetUpgradesTest {
    private static final long[] IMAGE = {2, 4, 4, 6};
    private static final long[] ROWS = {3, 4};

    private static Arguments one(int opset, int written, long[] shape, String operator, AttributeProto... attributes) {
        return of(opset, written, shape, List.of(), operator, attributes);
    }

    private static Arguments of(
            int opset,
            int written,
            long[] shape,
            List<TensorProto> weights,
            String operator,
            AttributeProto... attributes) {
        List<String> inputs = new ArrayList<>(List.of("x"));
        weights.forEach(weight -> inputs.add(weight.getName()));
        NodeProto node = node(operator, inputs, List.of("y"), attributes);
        return Arguments.of(
                operator + "-" + opset + " "
                        + node.getAttributeList().stream()
                                .map(AttributeProto::getName)
                                .toList(),
                opset,
                written,
                shape,
                weights,
                List.of(node));
    }

    private static TensorProto channels(String name, Float... values) {
        return floats(name, List.of((long) values.length), values);
    }

    private static TensorProto scalar(String name, float value) {
        return floats(name, List.of(), value);
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (int opset : new int[] {7, 11}) {
            cases.add(one(opset, 13, new long[] {2, 1, 3, 1}, "Squeeze", ints("axes", 1)));
            cases.add(one(opset, 13, ROWS, "Unsqueeze", ints("axes", 0, 2)));
            cases.add(one(opset, 13, IMAGE, "ReduceSum", ints("axes", 1, 2), integer("keepdims", 0)));
            cases.add(one(opset, 13, IMAGE, "Softmax"));
            cases.add(one(opset, 13, IMAGE, "LogSoftmax", integer("axis", 2)));
            cases.add(one(opset, 13, IMAGE, "Softmax", integer("axis", 3)));
            cases.add(one(opset, 13, ROWS, "Softmax"));
            cases.add(one(opset, 13, ROWS, "Softmax", integer("axis", 0)));
        }
        for (int opset : new int[] {7, 13, 17}) {
            for (String kind : List.of("L1", "L2", "LogSumExp", "Max", "Mean", "Min", "Prod", "SumSquare")) {
                cases.add(one(opset, 18, IMAGE, "Reduce" + kind, ints("axes", 2, 3), integer("keepdims", 0)));
            }
            cases.add(one(opset, Math.max(13, opset), IMAGE, "ReduceMean"));
        }
        for (int opset : new int[] {7, 10}) {
            cases.add(one(opset, 13, IMAGE, "Clip", real("min", -0.5f), real("max", 0.25f)));
            cases.add(one(opset, 13, IMAGE, "Clip", real("max", 0.25f)));
            cases.add(one(opset, 13, IMAGE, "Pad", ints("pads", 0, 0, 1, 2, 0, 0, 0, 1), real("value", 3)));
            cases.add(one(opset, 13, IMAGE, "Pad", ints("pads", 0, 0, 1, 2, 0, 0, 0, 1), text("mode", "reflect")));
            cases.add(one(opset, 13, IMAGE, "Dropout", real("ratio", 0.3f)));
        }
        TensorProto inference = TensorProto.newBuilder()
                .setName("training")
                .setDataType(TensorProto.DataType.BOOL_VALUE)
                .addInt32Data(0)
                .build();
        TensorProto ratio = scalar("ratio", 0.3f);
        cases.add(of(13, 13, IMAGE, List.of(ratio, inference), "Dropout"));
        for (int transposed = 0; transposed < 4; transposed++) {
            int first = transposed % 2;
            int second = transposed / 2;
            long inner = second == 0 ? ROWS[0] : ROWS[1];
            TensorProto weight = OpenedFiles.weight("w", first == 0 ? 2 : inner, first == 0 ? inner : 2);
            List<AttributeProto> settings =
                    List.of(integer("transA", first), integer("transB", second), real("alpha", 0.5f), real("beta", 2));
            cases.add(Arguments.of(
                    "Gemm of a weight and rows, transposed " + first + " " + second,
                    13,
                    13,
                    ROWS,
                    List.of(weight, scalar("c", 3f)),
                    List.of(node(
                            "Gemm", List.of("w", "x", "c"), List.of("y"), settings.toArray(AttributeProto[]::new)))));
        }
        cases.add(one(7, 13, IMAGE, "Slice", ints("starts", 1, -3), ints("ends", 3, 1000), ints("axes", 1, 3)));
        cases.add(one(7, 13, ROWS, "Slice", ints("starts", 1), ints("ends", 3)));
        cases.add(one(7, 13, IMAGE, "Upsample", reals("scales", 1f, 1f, 2f, 3f), text("mode", "nearest")));
        cases.add(one(7, 13, IMAGE, "Upsample", reals("scales", 1f, 1f, 2f, 1.5f), text("mode", "linear")));
        cases.add(of(9, 13, IMAGE, List.of(channels("s", 1f, 1f, 1.5f, 3f)), "Upsample", text("mode", "nearest")));
        cases.add(of(10, 13, IMAGE, List.of(channels("s", 1f, 1f, 1.5f, 3f)), "Resize", text("mode", "nearest")));
        cases.add(of(10, 13, IMAGE, List.of(channels("s", 1f, 1f, 0.6f, 0.5f)), "Resize", text("mode", "nearest")));
        cases.add(of(10, 13, IMAGE, List.of(channels("s", 1f, 1f, 2f, 0.5f)), "Resize", text("mode", "linear")));
        List<TensorProto> statistics = List.of(
                channels("scale", 1f, 2f, -1f, 0.5f),
                channels("b", 0f, 1f, 2f, 3f),
                channels("m", 0.1f, 0.2f, 0f, -1f),
                channels("v", 1f, 2f, 0.5f, 3f));
        cases.add(of(7, 13, IMAGE, statistics, "BatchNormalization", integer("spatial", 1), real("epsilon", 1e-3f)));
        cases.add(of(9, 13, IMAGE, statistics, "BatchNormalization"));
        cases.add(of(
                18,
                18,
                IMAGE,
                List.of(channels("scale", 1f, -2f), channels("b", 0.5f, 3f)),
                "GroupNormalization",
                integer("num_groups", 2),
                real("epsilon", 1e-2f)));
        cases.add(of(7, 13, IMAGE, List.of(floats("slope", List.of(4L, 1L, 1L), 1f, 2f, 3f, 4f)), "PRelu"));
        cases.add(of(
                9,
                13,
                ROWS,
                List.of(
                        longs("i", 1L, 0L).toBuilder()
                                .clearDims()
                                .addDims(1)
                                .addDims(2)
                                .build(),
                        floats("u", List.of(1L, 2L), 7f, 8f)),
                "Scatter",
                integer("axis", 0)));
        cases.add(Arguments.of(
                "Split-7 with sizes",
                7,
                13,
                ROWS,
                List.of(),
                List.of(
                        node("Split", List.of("x"), List.of("a", "b"), integer("axis", 1), ints("split", 1, 3)),
                        node("Mul", List.of("a", "b"), List.of("y")))));
        cases.add(Arguments.of(
                "Split-13 beside ReduceMean-13",
                13,
                18,
                ROWS,
                List.of(),
                List.of(
                        node("ReduceMean", List.of("x"), List.of("mean"), ints("axes", 1)),
                        node("Split", List.of("x"), List.of("a", "b"), integer("axis", 1)),
                        node("Mul", List.of("a", "b"), List.of("p")),
                        node("Add", List.of("p", "mean"), List.of("y")))));
        cases.add(of(9, 13, ROWS, List.of(channels("v", 1f, 2f, -1f, 0.5f)), "MatMul"));
        cases.add(of(17, 17, new long[] {2, 3, 4}, List.of(channels("v", 1f, 2f, -1f, 0.5f)), "MatMul"));
        cases.add(Arguments.of(
                "MatMul-17 of a vector and a matrix, and of two vectors",
                17,
                17,
                ROWS,
                List.of(channels("u", 1f, 2f, -1f), channels("v", 1f, 2f, -1f, 0.5f)),
                List.of(
                        node("MatMul", List.of("u", "x"), List.of("a")),
                        node("MatMul", List.of("v", "v"), List.of("b")),
                        node("Add", List.of("a", "b"), List.of("y")))));
        cases.add(Arguments.of(
                "TopK-7",
                7,
                13,
                ROWS,
                List.of(),
                List.of(node("TopK", List.of("x"), List.of("y", "i"), integer("k", 2), integer("axis", -1)))));
        cases.add(Arguments.of(
                "DFT-17",
                17,
                20,
                new long[] {2, 4, 3, 1},
                List.of(),
                List.of(
                        node("DFT", List.of("x"), List.of("rows"), integer("onesided", 1)),
                        node("DFT", List.of("rows"), List.of("y"), integer("axis", 2), integer("inverse", 1)))));
        cases.add(Arguments.of(
                "Softmax-11 behind operators of known rank",
                11,
                13,
                new long[] {2, 3, 2},
                List.of(),
                List.of(
                        node("Flatten", List.of("x"), List.of("f")),
                        node("Relu", List.of("f"), List.of("r")),
                        node("Softmax", List.of("r"), List.of("y")))));
        return cases.stream();
    }

    private static byte[] bytes(
            int opset, long[] shape, List<TensorProto> weights, List<NodeProto> nodes, Optional<long[]> output) {
        long[] declared = shape.clone();
        declared[0] = -1;
        ValueInfoProto.Builder y = value("y", FLOAT, output.orElse(new long[0])).toBuilder();
        if (output.isEmpty()) {
            y.getTypeBuilder().getTensorTypeBuilder().clearShape();
        }
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, declared))
                .addAllInitializer(weights)
                .addAllNode(nodes)
                .addOutput(y);
        return file(opset, graph).build().toByteArray();
    }

    /** Seen to make ONNX Runtime fuse it into a Gemm of other sizes, for one example. */
    @ParameterizedTest
    @CsvSource({"0, 1, Identity", "1, 0, Transpose"})
    void aTranspositionThatMovesNothingIsNone(long first, long second, String operator) {
        List<NodeProto> nodes = List.of(node("Transpose", List.of("x"), List.of("y"), ints("perm", first, second)));
        byte[] file = bytes(23, new long[] {4, 4}, List.of(), nodes, Optional.empty());
        assertEquals(operator, OnnxFormat.read(file).graph().nodes().get(0).operator());
    }

    /** A weight before the examples, as of JAX, and the mode of a Dropout that is written out, keep examples apart. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theyAreProvenAsNetworks(int transposed) {
        TensorProto inference = TensorProto.newBuilder()
                .setName("training")
                .setDataType(TensorProto.DataType.BOOL_VALUE)
                .addInt32Data(0)
                .build();
        List<NodeProto> nodes = List.of(
                node("Dropout", List.of("x", "ratio", "training"), List.of("d")),
                node("Transpose", List.of("d"), List.of("columns"), ints("perm", 1, 0)),
                node(
                        "Gemm",
                        List.of("w", transposed == 0 ? "columns" : "d"),
                        List.of("p"),
                        integer("transB", transposed)),
                node("Transpose", List.of("p"), List.of("y"), ints("perm", 1, 0)));
        List<TensorProto> weights = List.of(scalar("ratio", 0.3f), inference, OpenedFiles.weight("w", 5, 4));
        byte[] file = bytes(17, ROWS, weights, nodes, Optional.of(new long[] {3, 5}));
        NetworkGraph network = Networks.of(OnnxFormat.read(file).graph());
        Networks.proveIsolation(network, 3);
        assertEquals(Set.of("w"), network.parameters());
    }

    private record Result(long[] shape, float[] values) {}

    private static Result run(byte[] file, long[] shape) throws OrtException {
        FloatBuffer values = FloatBuffer.allocate((int) LongStream.of(shape).reduce(1, Math::multiplyExact));
        Random random = new Random(7);
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file);
                OnnxTensor x = OnnxTensor.createTensor(environment, values.flip(), shape);
                OrtSession.Result result = session.run(Map.of("x", x))) {
            OnnxTensor tensor = (OnnxTensor) result.get(0);
            FloatBuffer y = tensor.getFloatBuffer();
            float[] copy = new float[y.remaining()];
            y.get(copy);
            return new Result(tensor.getInfo().getShape(), copy);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void bothFormsComputeTheSame(
            String title, int opset, int written, long[] shape, List<TensorProto> weights, List<NodeProto> nodes)
            throws OrtException {
        Result expected = run(bytes(opset, shape, weights, nodes, Optional.empty()), shape);
        byte[] old = bytes(opset, shape, weights, nodes, Optional.of(expected.shape()));
        OnnxModel model = OnnxFormat.read(old);
        assertEquals(written, model.opset());
        Result found = run(OnnxFormat.write(model), shape);
        assertArrayEquals(expected.shape(), found.shape());
        assertArrayEquals(expected.values(), found.values(), 1e-6f);
    }

    @Test
    void aFileInTheLaterFormKeepsItsVersionAndNodes() {
        for (int opset : new int[] {13, 17, 22, 26}) {
            byte[] file =
                    bytes(opset, ROWS, List.of(), List.of(node("Relu", List.of("x"), List.of("y"))), Optional.of(ROWS));
            OnnxModel model = OnnxFormat.read(file);
            assertEquals(opset, model.opset());
            assertEquals(
                    List.of("Relu"),
                    model.graph().nodes().stream().map(Node::operator).toList());
        }
    }

    @Test
    void softmaxAlongTheLastAxisNeedsNoReshape() {
        byte[] file = bytes(
                9,
                ROWS,
                List.of(),
                List.of(
                        node("Flatten", List.of("x"), List.of("f")),
                        node("Relu", List.of("f"), List.of("r")),
                        node("Softmax", List.of("r"), List.of("y"))),
                Optional.of(ROWS));
        Node softmax = OnnxFormat.read(file).graph().nodes().get(2);
        assertEquals(-1, softmax.attributes().integer("axis", 1));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        7,
                        node("BatchNormalization", List.of("x"), List.of("y"), integer("spatial", 0)),
                        "spatial = 0"),
                Arguments.of(10, node("Resize", List.of("x", "x"), List.of("y")), "scales that are computed"),
                Arguments.of(7, node("Pad", List.of("x"), List.of("y")), "has no pads"),
                Arguments.of(7, node("Slice", List.of("x"), List.of("y"), ints("starts", 0)), "no ends"),
                Arguments.of(7, node("Clip", List.of("x", "x"), List.of("y"), real("min", 0)), "as input 1"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("refused")
    void whatHasNoLaterFormIsRefusedByName(int opset, NodeProto node, String word) {
        byte[] file = bytes(opset, ROWS, List.of(), List.of(node), Optional.of(ROWS));
        GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(file));
        assertTrue(error.getMessage().contains(word), error.getMessage());
        assertTrue(error.getMessage().contains(node.getOpType()), error.getMessage());
    }

    /** tf2onnx writes both, and ONNX has neither. */
    @ParameterizedTest
    @ValueSource(strings = {"Erfc", "Expm1"})
    void functionsThatOnnxHasNotAreWrittenByThoseThatItHas(String operator) throws OrtException {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, 1, 3))
                .addOutput(value("y", FLOAT, 1, 3))
                .addNode(node(operator, List.of("x"), List.of("y")));
        byte[] written =
                OnnxFormat.write(OnnxFormat.read(file(15, graph).build().toByteArray()));
        float[] x = {-1, 0, 0.5f};
        float[] expected = operator.equals("Erfc")
                ? new float[] {(float) 1.842700793, 1, (float) 0.479500122}
                : new float[] {(float) -0.632120559, 0, (float) 0.648721271};
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(written);
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x), new long[] {1, 3});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            float[] found = new float[3];
            ((OnnxTensor) result.get(0)).getFloatBuffer().get(found);
            assertArrayEquals(expected, found, 1e-6f);
        }
    }
}
