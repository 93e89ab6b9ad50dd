package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;

/** Cuts each epoch's permutation into batches. One thread. */
final class ShuffledSampler extends EpochSampler {
    private final int batchSize;
    private final int[] permutation;

    ShuffledSampler(int batchSize, int datasetSize, RandomStreams streams) {
        super(datasetSize / batchSize, streams);
        this.batchSize = batchSize;
        this.permutation = new int[datasetSize];
    }

    /** The Fisher-Yates shuffle, from the identity each time. */
    @Override
    void arrange(UniformRandomProvider random) {
        Arrays.setAll(permutation, i -> i);
        for (int last = permutation.length - 1; last > 0; last--) {
            int chosen = random.nextInt(last + 1);
            int swapped = permutation[last];
            permutation[last] = permutation[chosen];
            permutation[chosen] = swapped;
        }
    }

    @Override
    int[] batch(int stepInEpoch) {
        int first = stepInEpoch * batchSize;
        return Arrays.copyOfRange(permutation, first, first + batchSize);
    }
}
