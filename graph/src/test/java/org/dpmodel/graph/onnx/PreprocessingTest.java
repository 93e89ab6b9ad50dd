package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What precedes a network is written into its file and taken off again. */
class PreprocessingTest {
    private static final TensorType ROW = TensorType.floats(Shape.BATCH, 2);
    private static final OnnxModel MODEL = new OnnxModel(
            new Graph(
                    "g",
                    List.of(new ValueInfo("x", ROW)),
                    List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 1))),
                    List.of(new Node("product", "MatMul", List.of("x", "w"), List.of("y"), Attributes.none())),
                    Map.of("w", Constant.floats(Shape.of(2, 1), 3, 4))),
            17,
            Map.of("owner", "me"));

    @TempDir
    Path directory;

    private static Preprocessing front(String raw, String made) {
        PreprocessingBuilder builder = new PreprocessingBuilder();
        String number = builder.number(raw);
        String two = builder.constant("two", Constant.floats(Shape.of(1), 2));
        String doubled = builder.node("Mul", Attributes.none(), "doubled", number, two);
        Map<String, Long> places = new LinkedHashMap<>(Map.of("a", 1L));
        String place = builder.labels(places, 0, "place", builder.text("kind"));
        String real = builder.node("Cast", Attributes.none().with("to", 1L), "real", place);
        builder.makes(builder.node("Concat", Attributes.none().with("axis", 1), made, doubled, real), ROW);
        builder.detail("schema", "what is known");
        return builder.build();
    }

    private ReadModel read(byte[] content) throws IOException {
        return OnnxFormat.readWithNotes(Files.write(directory.resolve("m.onnx"), content), Map.of());
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Preprocessing front = front("n", "x");
        ReadModel read = read(OnnxFormat.write(MODEL, Optional.of(front)));
        assertEquals(MODEL, read.model());
        assertEquals(Optional.of(front), read.preprocessing());
        assertEquals(List.of("n", "kind"), front.rawInputs());
        assertEquals(Map.of("org.dpmodel.preprocessing.schema", "what is known"), front.details());
        assertEquals(Optional.empty(), read(OnnxFormat.write(MODEL)).preprocessing());
    }

    @Test
    void itHasToMakeInputsOfTheNetworkUnderNamesOfItsOwn() {
        GraphException unknown =
                assertThrows(GraphException.class, () -> OnnxFormat.write(MODEL, Optional.of(front("n", "z"))));
        assertTrue(unknown.getMessage().contains("makes the input z"), unknown.getMessage());
        GraphException taken =
                assertThrows(GraphException.class, () -> OnnxFormat.write(MODEL, Optional.of(front("w", "x"))));
        assertTrue(taken.getMessage().contains("[w]"), taken.getMessage());
        assertThrows(GraphException.class, () -> new PreprocessingBuilder().build());
    }

    /** A tool that folds or renames values, and keeps the metadata. */
    @Test
    void aChangedGraphIsNamed() throws IOException {
        ModelProto written = ModelProto.parseFrom(OnnxFormat.write(MODEL, Optional.of(front("n", "x"))));
        ModelProto.Builder undeclared = written.toBuilder();
        undeclared.getGraphBuilder().clearValueInfo();
        String message = assertThrows(
                        GraphException.class, () -> read(undeclared.build().toByteArray()))
                .getMessage();
        assertTrue(message.contains("input x") && message.contains("remove the metadata"), message);
        ModelProto.Builder renamed = written.toBuilder();
        renamed.getMetadataPropsBuilderList().stream()
                .filter(entry -> entry.getKey().equals(Preprocessing.METADATA))
                .forEach(entry -> entry.setValue("q"));
        message = assertThrows(GraphException.class, () -> read(renamed.build().toByteArray()))
                .getMessage();
        assertTrue(message.contains("input q"), message);
    }

    /** As skl2onnx and others write it: text is looked up, and the number is passed on. */
    @Test
    void textsOfOtherToolsBecomeNumbers() throws IOException {
        NodeProto lookup = node(LearningTails.DOMAIN, "LabelEncoder", List.of("kind"), List.of("id")).toBuilder()
                .addAttribute(
                        AttributeCodec.write("keys_strings", new org.dpmodel.graph.Attribute.Texts(List.of("a", "b"))))
                .addAttribute(
                        AttributeCodec.write("values_int64s", new org.dpmodel.graph.Attribute.Ints(List.of(0L, 1L))))
                .build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("kind", TensorProto.DataType.STRING_VALUE, -1, 1))
                .addInput(value("n", FLOAT, -1, 2))
                .addInitializer(floats("table", List.of(2L, 2L), 1f, 2f, 3f, 4f))
                .addNode(lookup)
                .addNode(node("Gather", List.of("table", "id"), List.of("row")))
                .addNode(node("Flatten", List.of("row"), List.of("flat")))
                .addNode(node("Add", List.of("flat", "n"), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 2));
        ReadModel read = read(file(17, graph).build().toByteArray());
        assertEquals(
                List.of(
                        new ValueInfo("n", ROW),
                        new ValueInfo("id", new TensorType(DataType.INT64, Shape.of(Shape.BATCH, 1)))),
                read.model().graph().inputs());
        assertTrue(read.notes().toString().contains("training starts after"), read.notes()::toString);
        assertEquals(List.of("kind"), read.preprocessing().orElseThrow().rawInputs());
        ReadModel again = read(OnnxFormat.write(read.model(), read.preprocessing()));
        assertEquals(read.model(), again.model());
        assertEquals(
                read.preprocessing().get().nodes(), again.preprocessing().get().nodes());
    }
}
