package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.Message;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.MessageMutation;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.step.InputColumns;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Networks with something wrong in them, from their file to the compiled step: each is trained as what it says, or refused in
 * one error, soon, and without taking much memory.
 */
class MutatedNetworksTest {
    private static final Path SHARED = Path.of("..", "..", "shared", "models");
    private static final int OPSET = 24;
    private static final int ALL = 10_000;
    private static final int SLICE = 200;
    private static final long SECONDS = 10;
    private static final long BYTES_EACH = 2L << 30;

    @TempDir
    Path directory;

    private int trained;
    private int refused;

    @Test
    void oneErrorOrAStep() throws IOException {
        int times = ALL;
        if (!Boolean.getBoolean("dpmodel.full")) {
            times = SLICE;
            System.out.println(
                    "SKIPPED: " + (ALL - SLICE) + " of " + ALL + " mutated networks; -Ddpmodel.full=true runs all");
        }
        List<ModelProto> files = files();
        Random random = new Random(24);
        MessageMutation mutation = new MessageMutation(random);
        for (int i = 0; i < times; i++) {
            Message message = files.get(random.nextInt(files.size()));
            for (int change = 0; change < 1 + i % 3; change++) {
                message = mutation.apply(message);
            }
            check(message.toByteArray());
        }
        System.out.println("mutated networks: " + trained + " of " + times + " compiled, " + refused + " refused");
        assertTrue(trained > times / 10 && refused > times / 10, trained + " compiled, " + refused + " refused");
    }

    private static List<ModelProto> files() throws IOException {
        List<ModelProto> files = new ArrayList<>();
        for (TestNetwork test : TestNetworks.small()) {
            byte[] file = OnnxFormat.write(new OnnxModel(test.network().graph(), OPSET));
            files.add(ModelProto.parseFrom(file));
        }
        if (Files.isDirectory(SHARED)) {
            try (Stream<Path> paths = Files.list(SHARED)) {
                for (Path path : paths.filter(found -> found.toString().endsWith(".onnx"))
                        .sorted()
                        .toList()) {
                    files.addAll(Collections.nCopies(10, ModelProto.parseFrom(Files.readAllBytes(path))));
                }
            }
        } else {
            System.out.println("SKIPPED: no mutated files of exporters, as " + SHARED.toAbsolutePath() + " is absent");
        }
        return files;
    }

    private void check(byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("m.onnx"), content);
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = memory.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        try {
            NetworkGraph network =
                    Networks.unbind(Networks.of(OnnxFormat.read(file).graph()));
            InputColumns.of(network);
            Units units = new Units(3, 1);
            StepCompiler.compile(
                    network,
                    new MeanSquaredError(),
                    new StepOptions(TestTargets.grouped(), units, Optional.of(new FlatClipping())));
            trained++;
        } catch (GraphException e) {
            assertTrue(e.getMessage().length() > 20, e.getMessage());
            refused++;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            Path kept = Files.write(Path.of("target", "mutated.onnx"), content);
            throw new AssertionError("an error of another kind, see " + kept.toAbsolutePath(), e);
        }
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        long taken = memory.getCurrentThreadAllocatedBytes() - bytes;
        if (seconds >= SECONDS || taken >= BYTES_EACH) {
            Path kept = Files.write(Path.of("target", "mutated.onnx"), content);
            throw new AssertionError("it took " + seconds + " s and " + taken + " bytes, see " + kept.toAbsolutePath());
        }
    }
}
