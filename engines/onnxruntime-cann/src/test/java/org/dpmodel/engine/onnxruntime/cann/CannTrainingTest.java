package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.Mnist;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;

/** LeNet-5, a private epoch on MNIST, on a CANN device and as the same graphs on the processor. */
@NeedsCann
class CannTrainingTest {
    private static final int EXPECTED_BATCH = 256;
    private static final int STEPS = 234;
    private static final double TOLERANCE = 1e-5;

    private static Optional<Path> mnist() {
        String named = System.getenv("MNIST_DIR");
        return List.of(Path.of(named == null ? "../../../shared/mnist" : named)).stream()
                .filter(Files::isDirectory)
                .findFirst();
    }

    private static DPModel lenet(String device) {
        return DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy())
                .engine(device)
                .execution(ExecutionOptions.defaults().withThreads(2))
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(1.0))
                .sampling(new PoissonSampling(EXPECTED_BATCH))
                .metrics(Metrics.accuracy())
                .seed(7)
                .build();
    }

    /** Reads the counters of the double after each step. */
    private static final class Counting implements Callback {
        private long live;

        @Override
        public void onTrainBegin(RunContext context) {
            CannDouble.resetCounters();
            live = CannDouble.counter("live_device_bytes");
        }

        @Override
        public void onTrainStepEnd(RunContext context) {
            assertEquals(context.step(), CannDouble.counter("executions"), "one execution a step");
            assertEquals(0, CannDouble.counter("models_parsed"), "everything was compiled before");
        }

        @Override
        public void onTrainEnd(RunContext context) {
            assertEquals(live, CannDouble.counter("live_device_bytes"), "memory of the device");
            assertEquals(0, CannDouble.counter("live_descs") + CannDouble.counter("live_datasets"));
        }
    }

    @Test
    void anEpochEqualsTheProcessors() throws IOException {
        Optional<Path> folder = mnist();
        if (folder.isEmpty()) {
            System.err.println(
                    "SKIPPED: LeNet-5 on MNIST on a CANN device, no MNIST in ../shared/mnist; set MNIST_DIR");
        }
        assumeTrue(folder.isPresent(), "no MNIST");
        Dataset train = Mnist.train(folder.get());
        Dataset test = Mnist.test(folder.get()).take(2000);
        CannDouble.reset();
        float[][] expected;
        try (DPModel processor = lenet(CannTargetEngine.DEVICE)) {
            processor.train(1, train, List.of());
            expected = processor.predict(test);
        }
        try (DPModel device = lenet("onnxruntime:cann:0")) {
            device.train(1, train, List.of(new Counting()));
            assertEquals(STEPS, device.steps());
            long toDevice = CannDouble.counter("bytes_host_to_device");
            long toHost = CannDouble.counter("bytes_device_to_host");
            System.out.printf("bytes a step: %,d to the device, %,d back%n", toDevice / STEPS, toHost / STEPS);
            assertTrue(toDevice / STEPS > 320 * 784 * Float.BYTES && toHost / STEPS > 61_000 * Float.BYTES);
            float[][] found = device.predict(test);
            for (int i = 0; i < expected.length; i++) {
                for (int j = 0; j < expected[i].length; j++) {
                    double allowed = TOLERANCE * Math.max(1, Math.abs(expected[i][j]));
                    assertEquals(expected[i][j], found[i][j], allowed, "logits of example " + i);
                }
            }
            assertTrue(device.eval(test).get("Accuracy") > 0.85);
        }
        assertEquals(0, CannDouble.counter("live_models"));
    }
}
