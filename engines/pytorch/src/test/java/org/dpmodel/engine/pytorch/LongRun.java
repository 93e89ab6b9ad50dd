package org.dpmodel.engine.pytorch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
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

/** A program that trains for thousands of steps, and says how resident memory grew after the first thousand. */
final class LongRun {
    static final String GROWTH = "growth ";
    static final int STEPS = 5000;
    private static final int SETTLE = 1000;
    private static final int BATCH = 4;
    private static final int STEPS_PER_EPOCH = 100;

    private LongRun() {}

    /**
     * Trains.
     *
     * @param arguments bytes of native memory that each step leaks besides; 0 for the truth
     */
    public static void main(String[] arguments) {
        int leak = Integer.parseInt(arguments[0]);
        Watch watch = new Watch(leak);
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
        System.out.println(GROWTH + (watch.after - watch.before));
    }

    private static final class Watch implements Callback {
        private final int leak;
        private final List<NDArray> leaked = new ArrayList<>();
        private final NDManager manager = NDManager.newBaseManager();
        private long before;
        private long after;

        Watch(int leak) {
            this.leak = leak;
        }

        @Override
        public void onTrainStepEnd(RunContext context) {
            if (leak > 0) {
                leaked.add(manager.ones(new Shape(leak / Float.BYTES)));
            }
            if (context.step() == SETTLE) {
                before = ResidentMemory.bytes().orElseThrow();
            } else if (context.step() == SETTLE + STEPS) {
                after = ResidentMemory.bytes().orElseThrow();
            }
        }
    }
}
