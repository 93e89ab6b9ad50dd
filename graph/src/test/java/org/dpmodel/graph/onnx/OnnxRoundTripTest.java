package org.dpmodel.graph.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.LibraryVersion;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxRoundTripTest {
    private static Constant bytes(DataType type, Shape shape, int... values) {
        byte[] content = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            content[i] = (byte) values[i];
        }
        return Constant.ofBytes(new TensorType(type, shape), content);
    }

    private static OnnxModel model() {
        Map<String, Constant> initializers = new LinkedHashMap<>();
        initializers.put("w", Constant.floats(Shape.of(2, 3), 1, -2, 3.5f, Float.MIN_VALUE, Float.NaN, -0.0f));
        initializers.put("scalar", Constant.floats(Shape.of(), 4));
        initializers.put("axes", Constant.ints(-1, Long.MAX_VALUE));
        initializers.put("bits", bytes(DataType.BOOL, Shape.of(3), 1, 0, 1));
        initializers.put("narrow", bytes(DataType.INT32, Shape.of(1), 1, 2, 3, 4));
        initializers.put("nothing", Constant.ints());
        Attributes attributes = Attributes.none()
                .with("int", -3)
                .with("ints", new long[] {1, 2})
                .with("none", new long[0])
                .with("real", new Attribute.Real(0.1f))
                .with("text", new Attribute.Text("zürich"))
                .with("reals", new Attribute.Reals(List.of(0.5f, -1e-30f)))
                .with("texts", new Attribute.Texts(List.of("Tanh", "")))
                .with("tensor", new Attribute.Tensor(Constant.floats(Shape.of(1), 9)));
        Graph graph = new Graph(
                "everything",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3)), new ValueInfo("s", TensorType.floats())),
                List.of(new ValueInfo("z", TensorType.floats(Shape.BATCH, 3))),
                List.of(
                        new Node("first", "Anything", List.of("x", "", "w"), List.of("y"), attributes),
                        new Node("second", "Add", List.of("y", "s"), List.of("z"), Attributes.none())),
                initializers);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("statement", "{\"epsilon\": 1.5}");
        metadata.put("a", "");
        return new OnnxModel(graph, 13, metadata);
    }

    @Test
    void whatIsWrittenIsRead() {
        OnnxModel model = model();
        OnnxModel read = OnnxFormat.read(OnnxFormat.write(model));
        assertEquals(model, read);
        assertEquals(
                List.copyOf(model.metadata().keySet()),
                List.copyOf(read.metadata().keySet()));
        assertEquals(
                List.copyOf(model.graph().initializers().keySet()),
                List.copyOf(read.graph().initializers().keySet()));
        assertArrayEquals(OnnxFormat.write(model), OnnxFormat.write(read));
    }

    @Test
    void theFileNamesProducerVersionAndBatch() throws IOException {
        ModelProto file = ModelProto.parseFrom(OnnxFormat.write(model()));
        assertEquals(8, file.getIrVersion());
        assertEquals("dpmodel", file.getProducerName());
        assertEquals(LibraryVersion.current(), file.getProducerVersion());
        assertTrue(Character.isDigit(LibraryVersion.current().charAt(0)), LibraryVersion.current());
        assertEquals(
                "batch",
                file.getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDim(0)
                        .getDimParam());
    }

    @Test
    void theIrVersionIsThatOfTheOperatorSet() throws IOException {
        int[] opsets = {13, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26};
        int[] versions = {8, 8, 8, 9, 9, 10, 10, 11, 12, 13, 13};
        for (int i = 0; i < opsets.length; i++) {
            byte[] file = OnnxFormat.write(new OnnxModel(model().graph(), opsets[i]));
            assertEquals(versions[i], ModelProto.parseFrom(file).getIrVersion());
        }
    }

    @Test
    void aFileOfPythonsOnnxIsReadAndNormalized() throws IOException, URISyntaxException {
        OnnxModel model = OnnxFormat.read(resource());
        Graph graph = model.graph();
        assertEquals(17, model.opset());
        assertEquals(Map.of("author", "somebody"), model.metadata());
        assertEquals(List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 1, 2, 2))), graph.inputs());
        assertEquals(List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 2))), graph.outputs());
        assertEquals(
                List.of("Reshape", "Gemm", "Clip"),
                graph.nodes().stream().map(Node::operator).toList());
        assertEquals(
                List.of("reshape", "gemm", "clip"),
                graph.nodes().stream().map(Node::name).toList());
        assertEquals(List.of("z"), graph.nodes().get(2).inputs());
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6, 7, 8},
                graph.initializers().get("weight").toFloats());
        assertArrayEquals(
                new float[] {0.5f, -0.5f}, graph.initializers().get("bias").toFloats());
        assertArrayEquals(new long[] {0, 4}, graph.initializers().get("target").toLongs());
    }

    @Test
    void onnxRuntimeRunsWhatIsWritten() throws IOException, URISyntaxException, OrtException {
        byte[] written = OnnxFormat.write(OnnxFormat.read(resource()));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(written);
                OnnxTensor x = OnnxTensor.createTensor(environment, new float[][][][] {{{{1, 0}, {0, -1}}}});
                OrtSession.Result result = session.run(Map.of("x", x))) {
            float[][] y = (float[][]) result.get(0).getValue();
            assertArrayEquals(new float[] {1 - 4 + 0.5f, 5 - 8 - 0.5f}, y[0]);
        }
    }

    @Test
    void anErrorInAFileNamesTheFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("notes.onnx"), "not a model at all");
        GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(file));
        assertTrue(error.getMessage().startsWith(file + ": "), error.getMessage());
    }

    private static Path resource() throws URISyntaxException {
        return Path.of(OnnxRoundTripTest.class.getResource("two_layers.onnx").toURI());
    }
}
