package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/** Cuts each epoch's permutation into batches. Keeps the permutation of the last epoch asked for; one thread. */
final class ShuffledSampler implements Sampler {
    private static final long NONE = -1;

    private final int batchSize;
    private final int stepsPerEpoch;
    private final RandomStreams streams;
    private final int[] permutation;
    private long epoch = NONE;

    ShuffledSampler(int batchSize, int datasetSize, RandomStreams streams) {
        this.batchSize = batchSize;
        this.stepsPerEpoch = datasetSize / batchSize;
        this.streams = streams;
        this.permutation = new int[datasetSize];
    }

    @Override
    public int[] next(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        if (step / stepsPerEpoch != epoch) {
            epoch = step / stepsPerEpoch;
            shuffle(streams.stream(StreamPurpose.ORDER, epoch));
        }
        int first = (int) (step % stepsPerEpoch) * batchSize;
        return Arrays.copyOfRange(permutation, first, first + batchSize);
    }

    /** The Fisher-Yates shuffle, from the identity each time, so that an epoch's order owes nothing to another's. */
    private void shuffle(UniformRandomProvider random) {
        Arrays.setAll(permutation, i -> i);
        for (int last = permutation.length - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int swapped = permutation[last];
            permutation[last] = permutation[chosen];
            permutation[chosen] = swapped;
        }
    }
}
