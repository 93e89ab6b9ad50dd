package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.metric.Metrics;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Complete private training runs: they learn, they are repeatable, and native memory does not grow. */
abstract class TrainingContract {
    abstract EngineDevice device();

    abstract ContractSize size();

    private DPModelBuilder digits(int batchSize, double noiseMultiplier) {
        return DPModel.builder(size().trained(), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(noiseMultiplier))
                .sampling(new PoissonSampling(batchSize))
                .metrics(Metrics.accuracy())
                .engine(device().toString())
                .seed(20);
    }

    /** Guessing gives 10 %; the seeded run is far above, so that the rounding of a device does not matter. */
    @Test
    void aPrivateRunLearns() {
        size().report(device(), "private training of LeNet-5; a small network learns instead");
        try (DPModel model = digits(size().learningBatch(), 0.5).build()) {
            model.train(size().learningEpochs(), SyntheticDigits.train(size().trainingDigits(), 1), List.of());
            double accuracy = model.eval(SyntheticDigits.test(500, 2)).get("Accuracy");
            assertTrue(accuracy > 0.6, "accuracy of a private run on " + device() + " is " + accuracy);
        }
    }

    @Test
    void aSeededRunRepeats() {
        Dataset digits = SyntheticDigits.train(300, 1);
        List<float[][]> predictions = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (DPModel model = digits(size().repeatedBatch(), 1).build()) {
                model.train(1, digits, List.of());
                predictions.add(model.predict(digits.take(50)));
            }
        }
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(predictions.get(0)[i], predictions.get(1)[i], "logits of example " + i);
        }
    }

    /**
     * Thousands of steps, after some to settle. If the outputs of a step leaked (the clipped sums, for LeNet-5 61,684
     * floats), memory would grow by 471 MiB in 2,000 steps; the bound is a quarter of it.
     */
    @Test
    @Tag("slow")
    void manyStepsKeepNativeMemoryFlat() {
        boolean known = ResidentMemory.bytes().isPresent();
        if (!known) {
            System.err.println("SKIPPED: memory of training on " + device() + ", this system has no /proc/self/status");
        }
        assumeTrue(known, "this system does not report the resident set size");
        int steps = size().watchedSteps();
        int settled = size().settlingSteps();
        if (steps < 2000) {
            System.err.println("SKIPPED: memory of 2,000 steps on " + device() + " but for " + steps
                    + "; -Ddpmodel.full=true runs all");
        }
        int last = settled + steps;
        Dataset digits = SyntheticDigits.train(800, 1);
        MemoryWatch watch = new MemoryWatch(settled, last);
        try (DPModel model = digits(16, 1).build()) {
            model.train(last / 50, digits, List.of(watch));
        }
        long leak = (long) steps * size().trained().parameterCount() * Float.BYTES;
        long grown = watch.grown();
        assertTrue(
                grown < leak / 4,
                () -> "resident memory grew by " + grown / 1024 + " KiB in " + steps + " steps on " + device()
                        + "; a leak of the sums would be " + leak / 1024
                        + " KiB. The Java heap counts too: -Xms1g -Xmx1g"
                        + " -XX:+AlwaysPreTouch leaves it out");
    }

    /** Reads the resident set size at equal intervals of steps. */
    private static final class MemoryWatch implements Callback {
        private final long first;
        private final long distance;
        private final List<Long> readings = new ArrayList<>();

        MemoryWatch(long first, long last) {
            this.first = first;
            this.distance = (last - first) / ResidentMemory.LOOKS;
        }

        @Override
        public void onTrainStepEnd(RunContext context) {
            long after = context.step() - first;
            if (after >= 0 && after % distance == 0) {
                readings.add(ResidentMemory.bytes().orElseThrow());
            }
        }

        long grown() {
            return ResidentMemory.lasting(
                    readings.stream().mapToLong(Long::longValue).toArray());
        }
    }
}
