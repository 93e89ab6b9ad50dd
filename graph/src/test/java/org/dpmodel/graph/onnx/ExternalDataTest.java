package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExternalDataTest {
    private static final float[] STORED = {1, 2, 3, 4, 5, 6};

    @TempDir
    Path directory;

    private Path folder;

    /** A folder with a model's weights in it, and a file beside the folder that no model may read. */
    @BeforeEach
    void files() throws IOException {
        folder = Files.createDirectories(directory.resolve("model"));
        ByteBuffer bytes = ByteBuffer.allocate(STORED.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(STORED);
        Files.createDirectories(folder.resolve("s"));
        Files.write(folder.resolve("w"), bytes.array());
        Files.write(folder.resolve("s").resolve("w ü"), bytes.array());
        Files.write(directory.resolve("secret"), bytes.array());
        Files.createSymbolicLink(folder.resolve("out"), directory.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("folder"), directory);
        Files.createSymbolicLink(folder.resolve("in"), folder.resolve("w"));
    }

    /** A tensor of three numbers whose elements are elsewhere. */
    private static TensorProto tensor(String name, String... entries) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(FLOAT)
                .addDims(3)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL);
        for (int i = 0; i < entries.length; i += 2) {
            tensor.addExternalData(
                    StringStringEntryProto.newBuilder().setKey(entries[i]).setValue(entries[i + 1]));
        }
        return tensor.build();
    }

    private static byte[] bytes(TensorProto... tensors) {
        return file(
                        17,
                        GraphProto.newBuilder()
                                .addInput(value("x", FLOAT, -1, 3))
                                .addAllInitializer(List.of(tensors))
                                .addNode(node("Add", List.of("x", "w"), List.of("y")))
                                .addOutput(value("y", FLOAT, -1, 3)))
                .build()
                .toByteArray();
    }

    private OnnxModel read(TensorProto... tensors) throws IOException {
        return OnnxFormat.read(Files.write(folder.resolve("m.onnx"), bytes(tensors)));
    }

    private float[] weight(String... entries) throws IOException {
        return read(tensor("w", entries)).graph().initializers().get("w").toFloats();
    }

    @Test
    void elementsAreReadFromFilesInTheFolder() throws IOException {
        float[] first = {1, 2, 3};
        assertArrayEquals(first, weight("location", "w"));
        assertArrayEquals(first, weight("location", "w", "length", "12"));
        assertArrayEquals(new float[] {3, 4, 5}, weight("location", "w", "offset", "8", "length", "12"));
        assertArrayEquals(new float[] {4, 5, 6}, weight("location", "./w", "offset", "12"));
        assertArrayEquals(first, weight("location", "s/w ü"));
        assertArrayEquals(first, weight("location", "s/../w", "checksum", "of no interest"));
        assertArrayEquals(first, weight("location", "in"));
        assertArrayEquals(first, weight("location", "../model/w"));
    }

    @Test
    void anInterruptedThreadReadsThemToo() throws IOException {
        boolean kept;
        Thread.currentThread().interrupt();
        try {
            assertArrayEquals(new float[] {3, 4, 5}, weight("location", "w", "offset", "8", "length", "12"));
        } finally {
            kept = Thread.interrupted();
        }
        assertTrue(kept);
    }

    @Test
    void aRelativePathAndALinkedFolderAreFoldersToo() throws IOException {
        read(tensor("w", "location", "w"));
        Path linked = Files.createSymbolicLink(directory.resolve("linked"), folder);
        assertEquals(
                6,
                2
                        * OnnxFormat.read(linked.resolve("m.onnx"))
                                .graph()
                                .initializers()
                                .get("w")
                                .toFloats()[2]);
        Path relative =
                Path.of("").toAbsolutePath().relativize(folder.toRealPath().resolve("m.onnx"));
        assertEquals(1, OnnxFormat.read(relative).graph().initializers().size());
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refusal("outside the model's folder", "location", "../secret"),
                refusal("outside the model's folder", "location", "s/../../secret"),
                refusal("outside the model's folder", "location", "out"),
                refusal("outside the model's folder", "location", "folder/secret"),
                refusal("outside the model's folder", "location", "/etc/hostname"),
                refusal("outside the model's folder", "location", ".."),
                refusal("not a regular file", "location", "s"),
                refusal("not a regular file", "location", "."),
                refusal("not next to the model", "location", "absent"),
                refusal("not next to the model", "location", "s\\w"),
                refusal("name cannot be used", "location", "w\0"),
                refusal("does not name it", "offset", "0"),
                refusal("does not name it", "location", ""),
                refusal("found '-4'", "location", "w", "offset", "-4"),
                refusal("found '1e1'", "location", "w", "length", "1e1"),
                refusal("found '9223372036854775808'", "location", "w", "offset", "9223372036854775808"),
                refusal("says that it has 24", "location", "w", "length", "24"),
                refusal("which has 24", "location", "w", "offset", "16"),
                refusal("which has 24", "location", "w", "offset", "9223372036854775807"),
                refusal("location of its elements twice", "location", "w", "location", "w"),
                refusal("[basepath]", "location", "w", "basepath", "/"));
    }

    private static Arguments refusal(String word, String... entries) {
        return Arguments.of(word, entries);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refused")
    void everythingElseIsRefusedByName(String word, String[] entries) {
        GraphException error = assertThrows(GraphException.class, () -> weight(entries));
        assertTrue(error.getMessage().contains(word), error.getMessage());
        assertTrue(error.getMessage().contains("initializer w"), error.getMessage());
    }

    @Test
    void bytesAloneDoNotSayWhereTheFileIs() {
        byte[] file = bytes(tensor("w", "location", "weights.data"));
        GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(file));
        for (String word : List.of("initializer w", "weights.data", "from its path", "external_data=False")) {
            assertTrue(error.getMessage().contains(word), error.getMessage());
        }
    }

    @Test
    void hugeShapesAreRefusedBeforeMemoryIsTaken() {
        TensorProto huge =
                tensor("w", "location", "w").toBuilder().addDims(1L << 40).build();
        GraphException error = assertThrows(GraphException.class, () -> read(huge));
        assertTrue(error.getMessage().contains("2 GiB"), error.getMessage());
        TensorProto large =
                tensor("w", "location", "w").toBuilder().addDims(1 << 27).build();
        error = assertThrows(GraphException.class, () -> read(large));
        assertTrue(error.getMessage().contains("which has 24"), error.getMessage());
    }

    @Test
    void theSameBytesAreNotReadWithoutEnd() {
        TensorProto[] many = Stream.iterate(0, i -> i + 1)
                .limit(20)
                .map(i -> tensor(i == 0 ? "w" : "w" + i, "location", "w"))
                .toArray(TensorProto[]::new);
        GraphException error = assertThrows(GraphException.class, () -> read(many));
        assertTrue(error.getMessage().contains("more than 4 times"), error.getMessage());
    }

    @Test
    void whatIsReadIsWrittenInside() throws IOException {
        OnnxModel model = read(tensor("w", "location", "w", "offset", "4"));
        assertEquals(model, OnnxFormat.read(OnnxFormat.write(model)));
        assertEquals(
                List.of(),
                OnnxFormat.readWithNotes(folder.resolve("m.onnx"), Map.of()).notes());
    }
}
