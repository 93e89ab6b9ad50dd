package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.ints;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.opset;
import static org.dpmodel.graph.onnx.Protos.reals;
import static org.dpmodel.graph.onnx.Protos.text;
import static org.dpmodel.graph.onnx.Protos.undeclared;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as skl2onnx writes them. */
class LearningTailsTest {
    private static final String ML = LearningTails.DOMAIN;

    @TempDir
    Path directory;

    private ReadModel read(List<String> outputs, NodeProto... nodes) throws IOException {
        TensorProto classes = TensorProto.newBuilder()
                .setName("classes")
                .setDataType(TensorProto.DataType.STRING_VALUE)
                .addDims(2)
                .addStringData(ByteString.copyFromUtf8("cat"))
                .addStringData(ByteString.copyFromUtf8("dog"))
                .build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addInitializer(floats("w", List.of(2L, 2L), 1f, 2f, 3f, 4f))
                .addAllNode(List.of(nodes));
        if (List.of(nodes).contains(PICK)) {
            graph.addInitializer(classes);
        }
        outputs.forEach(output -> graph.addOutput(undeclared(output)));
        Path file = Files.write(
                directory.resolve("m.onnx"),
                file(17, graph).addOpsetImport(opset(ML, 1)).build().toByteArray());
        return OnnxFormat.readWithNotes(file, Map.of());
    }

    private static List<String> operators(ReadModel read) {
        return read.model().graph().nodes().stream().map(Node::operator).toList();
    }

    private static final NodeProto PRODUCT = node("MatMul", List.of("x", "w"), List.of("scores"));
    private static final NodeProto SOFTMAX = node("Softmax", List.of("scores"), List.of("p"), integer("axis", -1));
    private static final NodeProto CHOICE = node("ArgMax", List.of("p"), List.of("index"), integer("axis", 1));
    private static final NodeProto PICK =
            node(ML, "ArrayFeatureExtractor", List.of("classes", "index"), List.of("picked"));
    private static final NodeProto LABEL = node("Identity", List.of("picked"), List.of("label"));
    private static final NodeProto ZIP =
            node(ML, "ZipMap", List.of("p"), List.of("map"), ints("classlabels_int64s", 0, 1));

    @Test
    void aMapGivesWayToTheScoresThatItIsMadeOf() throws IOException {
        ReadModel read = read(List.of("label", "map"), PRODUCT, SOFTMAX, CHOICE, PICK, LABEL, ZIP);
        assertEquals(List.of("MatMul", "Softmax"), operators(read));
        assertEquals(
                List.of(new ValueInfo("p", TensorType.floats(-1, 2))),
                read.model().graph().outputs());
        assertEquals(
                List.of("w"), List.copyOf(read.model().graph().initializers().keySet()));
        assertTrue(read.notes().get(0).contains("[label, map]"), read.notes().toString());
        assertTrue(
                read.notes().get(0).contains("the outputs are [p]"),
                read.notes().toString());
    }

    /** As zipmap="columns" writes them; an order other than that of the columns is the file's own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoresThatLeaveByColumnGiveWayToTheirTable(boolean inOrder) throws IOException {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addInitializer(floats("w", List.of(2L, 2L), 1f, 2f, 3f, 4f))
                .addInitializer(longs("zero", 0L))
                .addInitializer(longs("one", 1L))
                .addInitializer(longs("two", 2L))
                .addInitializer(longs("all", -1L))
                .addAllNode(List.of(
                        PRODUCT,
                        SOFTMAX,
                        node("Cast", List.of("p"), List.of("label"), integer("to", TensorProto.DataType.STRING_VALUE)),
                        node("Slice", List.of("p", "zero", "one", "one"), List.of("a1")),
                        node("Slice", List.of("p", "one", "two", "one"), List.of("b1")),
                        node("Reshape", List.of("a1", "all"), List.of("a")),
                        node("Reshape", List.of("b1", "all"), List.of("b"))));
        for (String output : List.of("label", inOrder ? "a" : "b", inOrder ? "b" : "a")) {
            graph.addOutput(undeclared(output));
        }
        Path file = Files.write(
                directory.resolve("columns.onnx"),
                file(17, graph).addOpsetImport(opset(ML, 1)).build().toByteArray());
        Graph read = OnnxFormat.read(file).graph();
        List<String> outputs = read.outputs().stream().map(ValueInfo::name).toList();
        assertEquals(inOrder ? List.of("p") : List.of("b", "a"), outputs);
        assertEquals(inOrder ? 2 : 6, read.nodes().size());
    }

    @Test
    void aLabelBesideScoresIsDropped() throws IOException {
        ReadModel read = read(List.of("label", "p"), PRODUCT, SOFTMAX, CHOICE, PICK, LABEL);
        assertEquals(List.of("MatMul", "Softmax"), operators(read));
        assertEquals("p", read.model().graph().outputs().get(0).name());
    }

    @Test
    void aLabelAloneGivesWayToTheScoresOfWhichItIsTheLargest() throws IOException {
        ReadModel read = read(List.of("label"), PRODUCT, SOFTMAX, CHOICE, PICK, LABEL);
        assertEquals(List.of("MatMul", "Softmax"), operators(read));
        assertEquals("p", read.model().graph().outputs().get(0).name());
    }

    @Test
    void textThatIsMadeOfNumbersIsCutToo() throws IOException {
        NodeProto toText =
                node("Cast", List.of("p"), List.of("text"), integer("to", TensorProto.DataType.STRING_VALUE));
        ReadModel read = read(List.of("p", "text"), PRODUCT, SOFTMAX, toText);
        assertEquals(List.of("MatMul", "Softmax"), operators(read));
        assertEquals(1, read.model().graph().outputs().size());
    }

    @Test
    void scalersBecomeDifferencesAndProducts() throws IOException {
        NodeProto scaler =
                node(ML, "Scaler", List.of("x"), List.of("s"), reals("offset", 1f, 2f), reals("scale", 3f, 4f));
        NodeProto shift = node(ML, "Scaler", List.of("s"), List.of("t"), reals("offset", 5f));
        NodeProto scale = node(ML, "Scaler", List.of("t"), List.of("u"), reals("scale", 6f));
        NodeProto nothing = node(ML, "Scaler", List.of("u"), List.of("v"));
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addAllNode(List.of(scaler, shift, scale, nothing))
                .addOutput(value("v", FLOAT, -1, 2));
        Graph read = OnnxFormat.read(file(17, graph).build().toByteArray()).graph();
        assertEquals(
                List.of("Sub", "Mul", "Sub", "Mul", "Identity"),
                read.nodes().stream().map(Node::operator).toList());
        assertArrayEquals(
                new float[] {3, 4},
                read.initializers().get(read.nodes().get(1).inputs().get(1)).toFloats());
        assertTrue(read.initializers().values().stream().allMatch(constant -> constant.isLiteral()));
    }

    /** Of one column of real or whole numbers, or of several at once, in the form of the operator set. */
    @ParameterizedTest(name = "operator set {0}")
    @ValueSource(ints = {11, 17})
    void wholeNumbersHaveAColumnEach(int opset) {
        NodeProto encoder =
                node(ML, "OneHotEncoder", List.of("x"), List.of("y"), ints("cats_int64s", 7, -2), integer("zeros", 1));
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addNode(encoder)
                .addOutput(value("y", FLOAT, -1, 2, 2));
        Graph read = OnnxFormat.read(file(opset, graph).build().toByteArray()).graph();
        ReferenceTensor x = ReferenceTensor.floats(Shape.of(2, 2), 7, -2, 5, 7);
        assertArrayEquals(
                new double[] {1, 0, 0, 1, 0, 0, 1, 0},
                new ReferenceInterpreter(read).run(Map.of("x", x)).get("y").toDoubles());
    }

    @Test
    void whatAnErrorNamesIsInTheFile() {
        NodeProto filled = node(ML, "Imputer", List.of("x"), List.of("s"), reals("imputed_value_floats", 1f));
        NodeProto classifier = node(
                ML,
                "LinearClassifier",
                List.of("s"),
                List.of("label", "p"),
                reals("coefficients", 1f, 2f, 3f, 4f),
                reals("intercepts", 0f, 1f),
                ints("classlabels_ints", 0, 1));
        GraphException error =
                assertThrows(GraphException.class, () -> read(List.of("label", "p"), filled, classifier));
        assertTrue(error.getMessage().contains("standard: Imputer of domain ai.onnx.ml (node"), error.getMessage());
        assertFalse(error.getMessage().contains("LinearClassifier"), error.getMessage());
    }

    @Test
    void columnsByKnownIndicesAreGathered() {
        TensorProto indices = Protos.longs("columns", 1L).toBuilder().addDims(1).build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addInitializer(indices)
                .addNode(node(ML, "ArrayFeatureExtractor", List.of("x", "columns"), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 1));
        Graph read = OnnxFormat.read(file(17, graph).build().toByteArray()).graph();
        Node gather = read.nodes().get(0);
        assertEquals("Gather", gather.operator());
        assertEquals(-1, gather.attributes().integer("axis", 0));
        assertArrayEquals(
                new long[] {1}, read.initializers().get(gather.inputs().get(1)).toLongs());
    }

    @Test
    void linearModelsHaveTheirCoefficientsAsWeights() throws IOException {
        AttributeProto[] attributes = {
            reals("coefficients", 1f, 2f, 3f, 4f),
            reals("intercepts", 5f, 6f),
            ints("classlabels_ints", 0, 1),
            text("post_transform", "SOFTMAX")
        };
        ReadModel read = read(
                List.of("label", "p"), node(ML, "LinearClassifier", List.of("x"), List.of("label", "p"), attributes));
        assertEquals(List.of("Gemm", "Softmax"), operators(read));
        Node gemm = read.model().graph().nodes().get(0);
        assertEquals(1, gemm.attributes().integer("transB", 0));
        assertArrayEquals(
                new float[] {1, 2, 3, 4},
                read.model().graph().initializers().get(gemm.inputs().get(1)).toFloats());
        ReadModel regression = read(
                List.of("y"), node(ML, "LinearRegressor", List.of("x"), List.of("y"), reals("coefficients", 1f, 2f)));
        assertEquals(List.of("Gemm"), operators(regression));
        GraphException error = assertThrows(
                GraphException.class,
                () -> read(
                        List.of("y"),
                        node(
                                ML,
                                "LinearRegressor",
                                List.of("x"),
                                List.of("y"),
                                reals("coefficients", 1f, 2f, 3f),
                                integer("targets", 2))));
        assertTrue(error.getMessage().contains("3 coefficients"), error.getMessage());
    }

    @Test
    void whatHasNoNumbersBeforeItIsRefusedWithAllItsOperators() {
        GraphException error = assertThrows(
                GraphException.class,
                () -> read(
                        List.of("label", "map"),
                        node(ML, "TreeEnsembleClassifier", List.of("x"), List.of("label", "p")),
                        ZIP));
        assertTrue(error.getMessage().contains("TreeEnsembleClassifier"), error.getMessage());
        assertTrue(error.getMessage().contains("ZipMap"), error.getMessage());
    }
}
