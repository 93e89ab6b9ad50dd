package org.dpmodel.cli.selfcheck;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;

/**
 * Trains with cyclic sampling and banded noise: no record may take part twice within as many steps as there are bands,
 * and there is one charge for that many steps.
 */
final class CorrelatedNoiseCheck {
    private static final int RECORDS = 200;
    private static final int BATCH = 10;
    private static final int BANDS = 4;
    private static final int EPOCHS = 2;
    /** Two epochs of 20 steps, so that the last group is incomplete. */
    private static final int STEPS = 38;

    private CorrelatedNoiseCheck() {}

    /** The step in which each record was last read, and the smallest distance between two such steps. */
    private static final class Reads extends ForwardingDataset {
        private final long[] last = new long[RECORDS];
        private long step;
        private long closest = Long.MAX_VALUE;

        Reads() {
            super(ArrayDataset.regression(
                    "probe", new float[RECORDS][1], new long[] {1}, new float[RECORDS][1], new long[] {1}));
            Arrays.fill(last, -1);
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            count(index);
            super.copyFeatures(index, destination);
        }

        /** What is read before the first step is not a draw. */
        private synchronized void count(int index) {
            if (step > 0) {
                if (last[index] > 0 && last[index] != step) {
                    closest = Math.min(closest, step - last[index]);
                }
                last[index] = step;
            }
        }

        synchronized void begin(long begun) {
            step = begun;
        }

        synchronized long closest() {
            return closest;
        }
    }

    /**
     * Trains a model of one feature and one output.
     *
     * @param linear the model's network, device and clipping
     * @return the finding
     */
    static Finding of(DPModelBuilder linear) {
        Reads reads = new Reads();
        Callback watch = new Callback() {
            @Override
            public void onTrainStepBegin(RunContext context) {
                reads.begin(context.step() + 1);
            }

            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == STEPS) {
                    context.requestStop();
                }
            }
        };
        try (DPModel model = linear.optimizer(Optimizers.sgd(0))
                .sampling(SamplingSchemes.cyclic(BATCH, BANDS))
                .noise(NoiseMechanisms.banded(1, BANDS))
                .build()) {
            model.train(EPOCHS, reads, List.of(watch));
            long charges = charges(model.ledger());
            long groups = (model.steps() + BANDS - 1) / BANDS;
            return new Finding(
                    "cyclic sampling, " + BANDS + " bands, " + model.steps() + " steps",
                    BANDS + " or more apart, " + groups + " paid",
                    reads.closest() + " or more apart, " + charges + " paid",
                    reads.closest() >= BANDS && reads.closest() < STEPS && charges == groups);
        }
    }

    private static long charges(DpEvent.Composed ledger) {
        return ledger.events().stream()
                .mapToLong(event -> event instanceof DpEvent.SelfComposed repeated ? repeated.count() : 1)
                .sum();
    }
}
