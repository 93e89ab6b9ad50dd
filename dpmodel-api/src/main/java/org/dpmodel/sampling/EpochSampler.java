package org.dpmodel.sampling;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/** Divides the dataset anew in each epoch. Keeps what it arranged for the last epoch asked for; one thread. */
abstract class EpochSampler implements Sampler {
    private static final long NONE = -1;

    private final int stepsPerEpoch;
    private final RandomStreams streams;
    private long firstStep = NONE;

    EpochSampler(int stepsPerEpoch, RandomStreams streams) {
        this.stepsPerEpoch = stepsPerEpoch;
        this.streams = streams;
    }

    /** Arranges the dataset for an epoch, owing nothing to the one before. */
    abstract void arrange(UniformRandomProvider random);

    /** The batch of a step of the epoch that was arranged last; a copy. */
    abstract int[] batch(int stepInEpoch);

    @Override
    public final int[] next(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        int stepInEpoch = (int) (step % stepsPerEpoch);
        if (step - stepInEpoch != firstStep) {
            firstStep = step - stepInEpoch;
            // Its number would come again where another dataset has more steps in an epoch, and with it the same bins.
            arrange(streams.stream(StreamPurpose.ORDER, firstStep));
        }
        return batch(stepInEpoch);
    }
}
