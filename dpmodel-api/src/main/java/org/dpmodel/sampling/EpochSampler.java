package org.dpmodel.sampling;

import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/** Divides the dataset again in each epoch. Caches the arrangement of the last requested epoch; one thread. */
abstract class EpochSampler implements Sampler {
    private static final long NONE = -1;

    private final int stepsPerEpoch;
    private final RandomStreams streams;
    private long firstStep = NONE;

    EpochSampler(int stepsPerEpoch, RandomStreams streams) {
        this.stepsPerEpoch = stepsPerEpoch;
        this.streams = streams;
    }

    /** Arranges the dataset for an epoch, independently of the previous one. */
    abstract void arrange(UniformRandomProvider random);

    /** The batch of a step of the epoch that was arranged last; a copy. */
    abstract int[] batch(int stepInEpoch);

    @Override
    public final int[] next(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        int stepInEpoch = (int) (step % stepsPerEpoch);
        if (step - stepInEpoch != firstStep) {
            firstStep = step - stepInEpoch;
            // The epoch's number would occur again for a dataset with more steps per epoch, and with it the same bins.
            arrange(streams.stream(StreamPurpose.ORDER, firstStep));
        }
        return batch(stepInEpoch);
    }
}
