package org.dpmodel.graph.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxReaderTest {
    private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

    private static Dimension number(long size) {
        return Dimension.newBuilder().setDimValue(size).build();
    }

    private static Dimension symbol(String name) {
        return Dimension.newBuilder().setDimParam(name).build();
    }

    private static ValueInfoProto value(String name, int type, Dimension... dimensions) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addAllDim(Arrays.asList(dimensions))
                .build();
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape).build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static NodeProto.Builder node(String name, String operator, List<String> inputs, String... outputs) {
        return NodeProto.newBuilder()
                .setName(name)
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(Arrays.asList(outputs));
    }

    /** x of [batch, 2], one Relu, y; to be spoiled by the tests. */
    private static GraphProto.Builder graph() {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", FLOAT, symbol("N"), number(2)))
                .addOutput(value("y", FLOAT, symbol("N"), number(2)))
                .addNode(node("relu", "Relu", List.of("x"), "y"));
    }

    private static ModelProto.Builder file(GraphProto.Builder graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph);
    }

    private static Graph read(GraphProto.Builder graph) {
        return OnnxFormat.read(file(graph).build().toByteArray()).graph();
    }

    @Test
    void typedFieldsAreReadLikeRawBytes() {
        TensorProto.Builder tensor = TensorProto.newBuilder().addDims(2);
        Graph graph = read(graph().addInitializer(tensor.clone()
                        .setName("f")
                        .setDataType(FLOAT)
                        .addFloatData(1.5f)
                        .addFloatData(-2))
                .addInitializer(tensor.clone()
                        .setName("d")
                        .setDataType(TensorProto.DataType.DOUBLE_VALUE)
                        .addDoubleData(0.1)
                        .addDoubleData(2))
                .addInitializer(tensor.clone()
                        .setName("l")
                        .setDataType(TensorProto.DataType.INT64_VALUE)
                        .addInt64Data(-1)
                        .addInt64Data(1L << 40))
                .addInitializer(tensor.clone()
                        .setName("i")
                        .setDataType(TensorProto.DataType.INT32_VALUE)
                        .addInt32Data(-1)
                        .addInt32Data(258))
                .addInitializer(tensor.clone()
                        .setName("b")
                        .setDataType(TensorProto.DataType.BOOL_VALUE)
                        .addInt32Data(1)
                        .addInt32Data(0)));
        assertArrayEquals(new float[] {1.5f, -2}, graph.initializers().get("f").toFloats());
        assertArrayEquals(new float[] {0.1f, 2}, graph.initializers().get("d").toFloats());
        assertArrayEquals(
                new long[] {-1, 1L << 40}, graph.initializers().get("l").toLongs());
        assertEquals(258, graph.initializers().get("i").bytes().getInt(4));
        assertEquals(-1, graph.initializers().get("i").bytes().getInt(0));
        assertEquals(1, graph.initializers().get("b").bytes().get(0));
        assertEquals(2, graph.initializers().get("b").bytes().limit());
    }

    @Test
    void allConstantNodesBecomeInitializers() {
        Graph graph = read(graph().addNode(constant("f", "value_float", AttributeType.FLOAT, a -> a.setF(2.5f)))
                .addNode(constant("fs", "value_floats", AttributeType.FLOATS, a -> a.addFloats(1)
                        .addFloats(2)))
                .addNode(constant("i", "value_int", AttributeType.INT, a -> a.setI(7)))
                .addNode(constant("is", "value_ints", AttributeType.INTS, a -> a.addInts(7)
                        .addInts(8))));
        assertEquals(Constant.floats(Shape.of(), 2.5f), graph.initializers().get("f"));
        assertEquals(Constant.floats(Shape.of(2), 1, 2), graph.initializers().get("fs"));
        assertEquals(Shape.of(), graph.initializers().get("i").type().shape());
        assertArrayEquals(new long[] {7}, graph.initializers().get("i").toLongs());
        assertEquals(Constant.ints(7, 8), graph.initializers().get("is"));
        assertEquals(1, graph.nodes().size());
    }

    private static NodeProto constant(
            String output,
            String attribute,
            AttributeType type,
            java.util.function.UnaryOperator<AttributeProto.Builder> value) {
        return node("", "Constant", List.of(), output)
                .addAttribute(value.apply(
                        AttributeProto.newBuilder().setName(attribute).setType(type)))
                .build();
    }

    @Test
    void nodesAreSortedStablyAndNamedUniquely() {
        Graph graph = read(GraphProto.newBuilder()
                .setName("g")
                .addInput(value("relu", FLOAT, Dimension.getDefaultInstance(), number(2)))
                .addOutput(value("d", FLOAT, symbol("N"), number(2)))
                .addNode(node("", "Add", List.of("b", "c"), "d"))
                .addNode(node("same", "Relu", List.of("relu"), "b"))
                .addNode(node("same", "Relu", List.of("b"), "c"))
                .addNode(node("", "Relu", List.of("relu"), "unused")));
        assertEquals(
                List.of("same", "same_2", "relu_2", "add"),
                graph.nodes().stream().map(Node::name).toList());
        assertEquals(TensorType.floats(Shape.BATCH, 2), graph.inputs().get(0).type());
    }

    @Test
    void aSortedFileKeepsItsOrder() {
        Graph graph = read(graph().addNode(node("n1", "Relu", List.of("y"), "a"))
                .addNode(node("n2", "Relu", List.of("x"), "b"))
                .addNode(node("n3", "Relu", List.of("a"), "c")));
        assertEquals(
                List.of("relu", "n1", "n2", "n3"),
                graph.nodes().stream().map(Node::name).toList());
    }

    @Test
    void initializersAreNoInputsAndTrailingAbsencesAreDropped() {
        Graph graph = read(graph().addInput(value("w", FLOAT, number(1)))
                .addInitializer(TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(FLOAT)
                        .addDims(1)
                        .addFloatData(1))
                .addNode(node("n", "Clip", List.of("x", "", "w", ""), "z", "")));
        assertEquals(1, graph.inputs().size());
        assertEquals(List.of("x", "", "w"), graph.nodes().get(1).inputs());
        assertEquals(List.of("z"), graph.nodes().get(1).outputs());
    }

    @Test
    void undeclaredOutputTypesAreInferred() {
        Graph graph = read(GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", FLOAT, symbol("N"), number(2)))
                .addInput(value("bias", FLOAT, number(2)))
                .addOutput(ValueInfoProto.newBuilder().setName("y"))
                .addOutput(value("z", FLOAT, symbol("unk"), symbol("unk2")))
                .addNode(node("", "Add", List.of("x", "bias"), "y"))
                .addNode(node("", "Transpose", List.of("y"), "z")));
        assertEquals(TensorType.floats(Shape.BATCH, 2), graph.outputType("y"));
        assertEquals(TensorType.floats(2, Shape.BATCH), graph.outputType("z"));
        GraphException error = assertThrows(
                GraphException.class,
                () -> read(graph().addOutput(ValueInfoProto.newBuilder().setName("nobody"))));
        assertTrue(error.getMessage().contains("output nobody is computed by no node"), error.getMessage());
    }

    @Test
    void undeclaredOutputTypesAreInferredThroughComputedShapes() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .setName("g")
                .addInput(value("x", FLOAT, symbol("N"), number(2), number(3)))
                .addOutput(value("y", FLOAT, symbol("N"), symbol("Reshapey_dim_1")))
                .addInitializer(Protos.longs("a", -1L, 2L))
                .addInitializer(Protos.longs("b", 1L, 3L))
                .addNode(node("", "Mul", List.of("a", "b"), "target"))
                .addNode(node("", "Reshape", List.of("x", "target"), "y"));
        assertEquals(TensorType.floats(Shape.BATCH, 6), read(graph).outputType("y"));
    }

    static Stream<Arguments> refused() {
        NodeProto.Builder relu = node("odd", "Relu", List.of("x"), "z");
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName("body");
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").addDims(1);
        return Stream.of(
                refusal(file(graph().addNode(relu.clone().setDomain("com.acme"))), "odd", "com.acme", "ONNX standard"),
                refusal(
                        file(graph().addNode(relu.clone()
                                .addAttribute(attribute.clone().setType(AttributeType.GRAPH)))),
                        "body",
                        "odd",
                        "control flow"),
                refusal(
                        file(graph().addNode(relu.clone()
                                .setOpType("Loop")
                                .addAttribute(attribute.clone().setType(AttributeType.GRAPH)))),
                        "odd (Loop)",
                        "nn.EmbeddingBag",
                        "self.embed(ids).mean(1)"),
                refusal(
                        file(graph().addNode(relu.clone()
                                .addAttribute(attribute.clone().setType(AttributeType.SPARSE_TENSOR)))),
                        "body",
                        "odd",
                        "SPARSE_TENSOR"),
                refusal(
                        file(graph().addInitializer(tensor.clone()
                                .setDataType(FLOAT)
                                .setDataLocation(TensorProto.DataLocation.EXTERNAL))),
                        "initializer w",
                        "external_data=False"),
                refusal(
                        file(graph().addInitializer(tensor.clone()
                                .setDataType(FLOAT)
                                .addExternalData(
                                        StringStringEntryProto.newBuilder().setKey("location")))),
                        "initializer w",
                        "another file"),
                refusal(
                        file(graph().addInitializer(
                                        tensor.clone().setDataType(TensorProto.DataType.FLOAT8E4M3FN_VALUE))),
                        "initializer w",
                        "FLOAT8E4M3FN",
                        "export the network with float"),
                refusal(
                        file(graph().addInitializer(tensor.clone()
                                .setDataType(FLOAT)
                                .setRawData(ByteString.copyFrom(new byte[3])))),
                        "initializer w",
                        "4 bytes, found 3"),
                refusal(
                        file(graph().addInitializer(
                                        tensor.clone().setDataType(FLOAT).addDims(-1))),
                        "initializer w",
                        "damaged"),
                refusal(
                        file(graph().addSparseInitializer(
                                        SparseTensorProto.newBuilder().setValues(tensor.setDataType(FLOAT)))),
                        "w is sparse"),
                refusal(
                        file(graph().addInput(value("h", TensorProto.DataType.COMPLEX64_VALUE, number(1)))),
                        "input h",
                        "COMPLEX64"),
                refusal(
                        file(graph().addOutput(value("relu", TensorProto.DataType.UINT8_VALUE, number(1)))),
                        "output relu has the type uint8"),
                refusal(
                        file(graph().addInput(value("q", FLOAT, symbol("N"), number(3), symbol("width")))),
                        "dimension 2 of input q",
                        "'width'",
                        "first dimension"),
                refusal(
                        file(graph().addInput(ValueInfoProto.newBuilder()
                                .setName("seq")
                                .setType(TypeProto.newBuilder()
                                        .setSequenceType(TypeProto.Sequence.getDefaultInstance())))),
                        "input seq must be a tensor",
                        "SEQUENCE_TYPE"),
                refusal(
                        file(graph().addInput(ValueInfoProto.newBuilder()
                                .setName("vague")
                                .setType(TypeProto.newBuilder()
                                        .setTensorType(
                                                TypeProto.Tensor.newBuilder().setElemType(FLOAT))))),
                        "input vague has no shape"),
                refusal(
                        file(graph())
                                .clearOpsetImport()
                                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(6)),
                        "opset must be in [7, 26], found 6"),
                refusal(
                        file(graph())
                                .clearOpsetImport()
                                .addOpsetImport(OperatorSetIdProto.newBuilder()
                                        .setDomain("ai.onnx.ml")
                                        .setVersion(3)),
                        "default domain",
                        "ai.onnx.ml"),
                refusal(file(graph()).clearOpsetImport(), "no operator set", "truncated"),
                refusal(ModelProto.newBuilder().setIrVersion(8), "no graph", "truncated"),
                refusal(file(graph().addNode(node("lost", "Relu", List.of("nobody"), "z"))), "lost", "reads nobody"),
                refusal(
                        file(graph().addNode(node("a", "Add", List.of("x", "q"), "p"))
                                .addNode(node("b", "Relu", List.of("p"), "q"))),
                        "[a, b]",
                        "wait for each other"),
                refusal(file(graph().addNode(node("silent", "Relu", List.of("x")))), "silent", "at least one output"),
                refusal(file(graph().addNode(node("twice", "Relu", List.of("x"), "y"))), "y", "defined twice"));
    }

    private static Arguments refusal(ModelProto.Builder file, String... words) {
        return Arguments.of(String.join(", ", words), file.build().toByteArray(), List.of(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatCannotBeHeldIsRefusedByName(String title, byte[] file, List<String> words) {
        GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(file));
        words.forEach(word -> assertTrue(error.getMessage().contains(word), error.getMessage()));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] whole = file(graph()).build().toByteArray();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(part));
            assertTrue(error.getMessage().contains("truncated"), error.getMessage());
        }
    }

    @Test
    void otherFilesAreRefused() {
        for (String content : List.of("", "{\"json\": true}", "PK\u0003\u0004zip", "# a script\nprint(1)\n")) {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(bytes));
            assertTrue(error.getMessage().contains("not an ONNX model"), error.getMessage());
        }
    }
}
