package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;

/** Assigns each example to a bin of the epoch. Caches the bins of the last requested epoch; one thread. */
final class BinSampler extends EpochSampler {
    private final int[] members;
    /** Where each bin begins in {@link #members}; the last entry is its end. */
    private final int[] starts;

    BinSampler(int bins, int datasetSize, RandomStreams streams) {
        super(bins, streams);
        this.members = new int[datasetSize];
        this.starts = new int[bins + 1];
    }

    @Override
    void arrange(UniformRandomProvider random) {
        int bins = starts.length - 1;
        int[] binOf = random.ints(members.length, 0, bins).toArray();
        Arrays.fill(starts, 0);
        for (int bin : binOf) {
            starts[bin + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        for (int example = 0; example < binOf.length; example++) {
            members[next[binOf[example]]++] = example;
        }
    }

    @Override
    int[] batch(int stepInEpoch) {
        return Arrays.copyOfRange(members, starts[stepInEpoch], starts[stepInEpoch + 1]);
    }
}
