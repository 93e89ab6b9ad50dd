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
import static org.dpmodel.graph.onnx.Protos.opset;
import static org.dpmodel.graph.onnx.Protos.real;
import static org.dpmodel.graph.onnx.Protos.undeclared;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is wrong with a file, its reader says so in one error, soon, and without taking much memory: 2,000 changed files of ours, and
 * 10,000 with {@code -Ddpmodel.full}; as many each of exporters where these are there.
 */
@Tag("slow")
class MutatedFilesTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "models");
    private static final boolean FULL = Boolean.getBoolean("dpmodel.full");
    private static final long LARGEST = 100_000;
    private static final long SECONDS = 10;
    private static final long BYTES_EACH = 64L << 20;
    private static final long BYTES_PER_BYTE = 64;

    @TempDir
    Path directory;

    private int read;
    private int refused;

    @Test
    void ownFilesMutated() throws IOException {
        Files.write(directory.resolve("w"), new byte[64]);
        List<byte[]> files = List.of(everything(), withFunctions(), ofOldVersion(), classifier(), withShapes());
        for (byte[] file : files) {
            check(file);
        }
        assertTrue(read == files.size(), "all files must be readable as they are");
        mutate(files, FULL ? 1000 : 200, new Random(15));
    }

    @Test
    void sharedFilesMutated() throws IOException {
        if (!Files.isDirectory(SHARED)) {
            System.out.println("SKIPPED: no mutated files of exporters, as " + SHARED.toAbsolutePath() + " is absent");
            return;
        }
        try (Stream<Path> paths = Files.list(SHARED)) {
            List<Path> models = paths.filter(path -> path.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
            for (Path model : models) {
                if (Files.size(model) <= LARGEST) {
                    mutate(
                            List.of(Files.readAllBytes(model)),
                            FULL ? 500 : 50,
                            new Random(model.getFileName().hashCode()));
                }
            }
        }
    }

    private void mutate(List<byte[]> files, int times, Random random) throws IOException {
        int before = refused;
        MessageMutation mutation = new MessageMutation(random);
        for (byte[] file : files) {
            for (int i = 0; i < times; i++) {
                check(mutated(file, files.get(random.nextInt(files.size())), random));
                Message message = ModelProto.parseFrom(file);
                for (int change = 0; change < 1 + i % 3; change++) {
                    message = mutation.apply(message);
                }
                check(message.toByteArray());
            }
        }
        assertTrue(refused - before > times / 2, "mutations that do no harm test nothing: " + (refused - before));
    }

    private void check(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("m.onnx"), content);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = memory.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        try {
            OnnxFormat.read(file);
            read++;
        } catch (GraphException e) {
            assertTrue(e.getMessage().length() > file.toString().length() + 10, e.getMessage());
            refused++;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            Path kept = Files.write(Path.of("target", "mutated.onnx"), content);
            throw new AssertionError("an error of another kind, see " + kept.toAbsolutePath(), e);
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        assertTrue(seconds < SECONDS, "it took " + seconds + " s");
        long taken = memory.getCurrentThreadAllocatedBytes() - bytes;
        assertTrue(taken < BYTES_EACH + BYTES_PER_BYTE * content.length, taken + " bytes for " + content.length);
    }

    /** One to four changes: bits, bytes, numbers, and pieces that are lost, doubled or of another file. */
    private static byte[] mutated(byte[] file, byte[] other, Random random) {
        byte[] content = file.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && content.length > 0; i++) {
            int at = random.nextInt(content.length);
            int length = Math.min(content.length - at, 1 + random.nextInt(16));
            switch (random.nextInt(8)) {
                case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> content[at] = (byte) random.nextInt(256);
                case 2 -> content[at] = (byte) (content[at] + random.nextInt(3) - 1);
                case 3 -> Arrays.fill(content, at, at + length, (byte) -1);
                case 4 -> content = Arrays.copyOf(content, at);
                case 5 -> content = joined(content, at, content, at + length);
                case 6 -> content = joined(content, at + length, content, at);
                default -> {
                    int from = random.nextInt(other.length);
                    byte[] piece = Arrays.copyOfRange(other, from, Math.min(other.length, from + length));
                    System.arraycopy(piece, 0, content, at, Math.min(piece.length, content.length - at));
                }
            }
        }
        return content;
    }

    private static byte[] joined(byte[] start, int end, byte[] rest, int from) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(start, 0, end);
        joined.write(rest, from, rest.length - from);
        return joined.toByteArray();
    }

    private static byte[] everything() {
        TensorProto external = TensorProto.newBuilder()
                .setName("e")
                .setDataType(TensorProto.DataType.FLOAT16_VALUE)
                .addDims(4)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue("w"))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue("8"))
                .build();
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2, 6, 6))
                .addInitializer(floats("k", List.of(1L, 2L, 1L, 1L), 1f, 2f))
                .addInitializer(external)
                .addInitializer(longs("s", 0L, -1L))
                .addNode(node("Conv", List.of("x", "k"), List.of("c"), ints("strides", 1, 1), ints("pads", 0, 0, 0, 0)))
                .addNode(node("MaxPool", List.of("c"), List.of("m"), ints("kernel_shape", 3, 3), ints("strides", 3, 3)))
                .addNode(node("Reshape", List.of("m", "s"), List.of("r")))
                .addNode(node("Add", List.of("r", "e"), List.of("a")))
                .addNode(node("LogSoftmax", List.of("a"), List.of("y"), integer("axis", 1)))
                .addOutput(undeclared("y"));
        return file(17, graph).build().toByteArray();
    }

    private static byte[] withFunctions() {
        FunctionProto body = FunctionProto.newBuilder()
                .setDomain("own")
                .setName("Body")
                .addInput("a")
                .addOutput("b")
                .addNode(node("Relu", List.of("a"), List.of("t")))
                .addNode(node("Identity", List.of("t"), List.of("b")))
                .addOpsetImport(opset("", 17))
                .build();
        GraphProto branch = GraphProto.newBuilder()
                .addInitializer(floats("w", List.of(2L), 1f, 2f))
                .addNode(node("Add", List.of("f", "w"), List.of("r")))
                .addOutput(undeclared("r"))
                .build();
        NodeProto choice =
                node("If", List.of("c"), List.of("y"), graph("then_branch", branch), graph("else_branch", branch));
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addInitializer(bool("c", true))
                .addNode(node("own", "Body", List.of("x"), List.of("f")))
                .addNode(choice)
                .addOutput(undeclared("y"));
        return file(17, graph)
                .addFunctions(body)
                .addOpsetImport(opset("own", 1))
                .build()
                .toByteArray();
    }

    private static byte[] withShapes() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2, 3))
                .addInitializer(longs("a", -1L, 2L))
                .addInitializer(longs("b", 1L, 3L))
                .addNode(node("Mul", List.of("a", "b"), List.of("target")))
                .addNode(node("Reshape", List.of("x", "target"), List.of("y")))
                .addOutput(undeclared("y"));
        return file(17, graph).build().toByteArray();
    }

    private static byte[] ofOldVersion() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2, 2, 2))
                .addNode(node("Clip", List.of("x"), List.of("c"), real("min", 0)))
                .addNode(node("Pad", List.of("c"), List.of("p"), ints("pads", 0, 0, 1, 1, 0, 0, 1, 1)))
                .addNode(node("Softmax", List.of("p"), List.of("s")))
                .addNode(node("ReduceMean", List.of("s"), List.of("y"), ints("axes", 2, 3), integer("keepdims", 0)))
                .addOutput(value("y", FLOAT, -1, 2));
        return file(9, graph).build().toByteArray();
    }

    private static byte[] classifier() {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addInitializer(floats("w", List.of(2L, 2L), 1f, 2f, 3f, 4f))
                .addNode(node("MatMul", List.of("x", "w"), List.of("m")))
                .addNode(node("Softmax", List.of("m"), List.of("p")))
                .addNode(node("ArgMax", List.of("p"), List.of("i")))
                .addNode(node(LearningTails.DOMAIN, "ArrayFeatureExtractor", List.of("w", "i"), List.of("label")))
                .addNode(node(
                        LearningTails.DOMAIN, "ZipMap", List.of("p"), List.of("z"), ints("classlabels_int64s", 0, 1)))
                .addOutput(undeclared("label"))
                .addOutput(undeclared("z"));
        return file(17, graph)
                .addOpsetImport(opset(LearningTails.DOMAIN, 1))
                .build()
                .toByteArray();
    }
}
