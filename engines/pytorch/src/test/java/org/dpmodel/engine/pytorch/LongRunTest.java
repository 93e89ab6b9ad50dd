package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.engine.testkit.ResidentMemory;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Private training of five thousand steps keeps native memory flat. */
class LongRunTest {
    private static final int SETTLE = 1000;
    private static final int STEPS = 5000;
    private static final int BATCH = 4;
    private static final int STEPS_PER_EPOCH = 100;

    /**
     * A leak of one tensor of dense2's size (10,080 floats) each step would be 192 MiB. The Java heap, which is collected
     * before each look, still moves by some ten.
     */
    private static final long BOUND = 48L << 20;

    @Test
    void fiveThousandStepsKeepNativeMemoryFlat() {
        if (ResidentMemory.bytes().isEmpty()) {
            String message = "SKIPPED: memory of 5,000 steps, this system has no /proc/self/status";
            System.err.println(message);
            Assumptions.abort(message);
        }
        Watch watch = new Watch();
        try (DPModel model = DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.05, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(BATCH))
                .engine("pytorch:cpu")
                .seed(11)
                .build()) {
            model.train(
                    (SETTLE + STEPS) / STEPS_PER_EPOCH,
                    SyntheticDigits.train(BATCH * STEPS_PER_EPOCH, 1),
                    List.of(watch));
        }
        long grown = watch.after.orElseThrow() - watch.before.orElseThrow();
        System.err.printf("resident memory grew by %,d KiB in %,d steps%n", grown / 1024, STEPS);
        assertTrue(grown < BOUND, () -> "resident memory grew by " + grown / 1024 + " KiB in 5,000 steps");
    }

    private static final class Watch implements Callback {
        private OptionalLong before = OptionalLong.empty();
        private OptionalLong after = OptionalLong.empty();

        @Override
        public void onTrainStepEnd(RunContext context) {
            if (context.step() == SETTLE) {
                before = collected();
            } else if (context.step() == SETTLE + STEPS) {
                after = collected();
            }
        }

        private static OptionalLong collected() {
            System.gc();
            return ResidentMemory.bytes();
        }
    }
}
