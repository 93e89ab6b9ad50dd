package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elements of types that graphs do not have. */
class StoredTypesTest {
    @TempDir
    Path directory;

    private static GraphProto.Builder graph(int inputType, TensorProto... tensors) {
        return GraphProto.newBuilder()
                .addInput(value("x", inputType, -1, 2))
                .addAllInitializer(List.of(tensors))
                .addNode(node("Cast", List.of("x"), List.of("c"), integer("to", FLOAT)))
                .addNode(node("Relu", List.of("c"), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 2));
    }

    private ReadModel read(GraphProto.Builder graph) throws IOException {
        Path file =
                Files.write(directory.resolve("m.onnx"), file(17, graph).build().toByteArray());
        return OnnxFormat.readWithNotes(file, Map.of());
    }

    private Constant read(TensorProto tensor) throws IOException {
        return read(graph(FLOAT, tensor)).model().graph().initializers().get("w");
    }

    private static TensorProto.Builder tensor(DataType type, int size) {
        return TensorProto.newBuilder()
                .setName("w")
                .setDataType(type.getNumber())
                .addDims(size);
    }

    private static TensorProto shorts(DataType type, int... values) {
        TensorProto.Builder tensor = tensor(type, values.length);
        for (int value : values) {
            tensor.addInt32Data(value);
        }
        return tensor.build();
    }

    private static TensorProto raw(TensorProto typed) {
        ByteBuffer bytes =
                ByteBuffer.allocate(typed.getInt32DataCount() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        typed.getInt32DataList().forEach(value -> bytes.putShort((short) (int) value));
        return typed.toBuilder()
                .clearInt32Data()
                .setRawData(ByteString.copyFrom(bytes.flip()))
                .build();
    }

    @Test
    void everyHalfIsTheFloatOfTheSameValue() throws IOException {
        int[] halves = {0x0000, 0x8000, 0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x83FF, 0x3555, 0x7C00, 0xFC00, 0x7E00};
        float[] expected = {
            0,
            -0.0f,
            1,
            -2,
            65504,
            Math.scalb(1f, -14),
            Math.scalb(1f, -24),
            Math.scalb(-1023f, -24),
            Math.scalb(1365f, -12),
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN
        };
        TensorProto typed = shorts(DataType.FLOAT16, halves);
        assertArrayEquals(expected, read(typed).toFloats());
        assertArrayEquals(expected, read(raw(typed)).toFloats());
    }

    @Test
    void bfloat16IsTheUpperHalfOfAFloat() throws IOException {
        float[] expected = {1, -2.5f, 3.3895314e38f, Float.NEGATIVE_INFINITY};
        TensorProto typed = shorts(DataType.BFLOAT16, 0x3F80, 0xC020, 0x7F7F, 0xFF80);
        assertArrayEquals(expected, read(typed).toFloats());
        assertArrayEquals(expected, read(raw(typed)).toFloats());
    }

    @Test
    void doublesAreRoundedAndMustFit() throws IOException {
        TensorProto fits = tensor(DataType.DOUBLE, 3)
                .addDoubleData(0.1)
                .addDoubleData(1e-60)
                .addDoubleData(Double.NEGATIVE_INFINITY)
                .build();
        assertArrayEquals(
                new float[] {0.1f, 0, Float.NEGATIVE_INFINITY}, read(fits).toFloats());
        TensorProto large = tensor(DataType.DOUBLE, 1).addDoubleData(1e39).build();
        GraphException error = assertThrows(GraphException.class, () -> read(large));
        assertTrue(error.getMessage().contains("initializer w: the value 1.0E39"), error.getMessage());
    }

    @Test
    void shortIntegersKeepTheirValues() throws IOException {
        assertInts(new int[] {0, 255, 128}, read(shorts(DataType.UINT8, 0, 255, 128)));
        assertInts(new int[] {-128, 127, -1}, read(shorts(DataType.INT8, -128, 127, -1)));
        assertInts(new int[] {65535, 1}, read(raw(shorts(DataType.UINT16, 65535, 1))));
        assertInts(new int[] {-32768, -1}, read(raw(shorts(DataType.INT16, -32768, -1))));
        TensorProto wide = tensor(DataType.UINT32, 2)
                .addUint64Data(4294967295L)
                .addUint64Data(7)
                .build();
        assertArrayEquals(new long[] {4294967295L, 7}, read(wide).toLongs());
        TensorProto wider =
                tensor(DataType.UINT64, 1).addUint64Data(Long.MAX_VALUE).build();
        assertArrayEquals(new long[] {Long.MAX_VALUE}, read(wider).toLongs());
        TensorProto widest = tensor(DataType.UINT64, 1).addUint64Data(-1).build();
        GraphException error = assertThrows(GraphException.class, () -> read(widest));
        assertTrue(error.getMessage().contains("18446744073709551615"), error.getMessage());
    }

    private static void assertInts(int[] expected, Constant found) {
        int[] values = new int[expected.length];
        found.bytes().asIntBuffer().get(values);
        assertArrayEquals(expected, values);
        assertEquals(org.dpmodel.graph.DataType.INT32, found.type().dataType());
    }

    @Test
    void textIsRefusedByName() {
        TensorProto text = tensor(DataType.STRING, 1)
                .addStringData(ByteString.copyFromUtf8("a"))
                .build();
        GraphException error = assertThrows(GraphException.class, () -> read(text));
        assertTrue(error.getMessage().contains("initializer w holds text"), error.getMessage());
    }

    @Test
    void notesCountWhatWasStoredOtherwise() throws IOException {
        TensorProto half = shorts(DataType.FLOAT16, 0x3C00);
        ReadModel read = read(graph(
                DataType.DOUBLE_VALUE,
                half,
                half.toBuilder().setName("v").build(),
                shorts(DataType.UINT8, 3).toBuilder().setName("u").build()));
        assertEquals(
                List.of(
                        "input x was declared double and takes float32",
                        "1 initializer was stored as uint8 and is read as int32",
                        "2 initializers were stored as float16 and are trained and saved in float32"),
                read.notes());
        assertEquals(
                org.dpmodel.graph.DataType.FLOAT,
                read.model().graph().inputType("x").dataType());
    }

    @Test
    void castsToOtherRealsAreCastsToFloat() throws IOException {
        GraphProto.Builder graph =
                graph(FLOAT).addNode(node("Cast", List.of("y"), List.of("h"), integer("to", DataType.FLOAT16_VALUE)));
        ReadModel read = read(graph);
        assertEquals(1, read.model().graph().nodes().get(2).attributes().integer("to", 0));
        assertEquals(List.of("nodes Cast to float16 compute in float32"), read.notes());
    }

    @Test
    void shortIntegerInputsAreTakenWhereTheyAreCastAtOnce() throws IOException {
        Graph graph = read(graph(DataType.UINT8_VALUE)).model().graph();
        assertEquals(org.dpmodel.graph.DataType.INT32, graph.inputType("x").dataType());
        GraphProto.Builder computes =
                graph(DataType.UINT8_VALUE).addNode(node("Mul", List.of("x", "x"), List.of("square")));
        GraphException error = assertThrows(GraphException.class, () -> read(computes));
        assertTrue(error.getMessage().contains("input x has the type uint8"), error.getMessage());
    }

    @Test
    void shapesGivenByTheCallerBindWhatTheFileLeavesOpen() throws IOException {
        GraphProto.Builder open = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, -1, 3))
                .addNode(node("Relu", List.of("x"), List.of("y")))
                .addOutput(Protos.undeclared("y"));
        Path file =
                Files.write(directory.resolve("m.onnx"), file(17, open).build().toByteArray());
        Graph graph = OnnxFormat.readWithNotes(file, Map.of("x", new long[] {-1, 5, 3}))
                .model()
                .graph();
        assertArrayEquals(new long[] {-1, 5, 3}, graph.inputType("x").shape().dims());
        assertArrayEquals(new long[] {-1, 5, 3}, graph.outputType("y").shape().dims());
        assertRefused(file, "must fit the one in the file, ['N', 'N', 3]", "x", -1, 5, 4);
        assertRefused(file, "must fit", "x", -1, 5);
        assertRefused(file, "sizes of at least 1", "x", -1, 0, 3);
        assertRefused(file, "sizes of at least 1", "x", -1, -1, 3);
        assertRefused(file, "the input z, which the network does not have; it has [x]", "z", 1);
        GraphException error = assertThrows(GraphException.class, () -> OnnxFormat.read(file));
        assertTrue(error.getMessage().contains("dimension 1 of input x"), error.getMessage());
    }

    private static void assertRefused(Path file, String word, String input, long... shape) {
        GraphException error =
                assertThrows(GraphException.class, () -> OnnxFormat.readWithNotes(file, Map.of(input, shape)));
        assertTrue(error.getMessage().contains(word), error.getMessage());
    }
}
