package org.dpmodel.cli.selfcheck;

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;

/** A dataset that counts how often its examples are read, by any number of threads at the same time. */
final class CountedReads extends ForwardingDataset {
    private final LongAdder reads = new LongAdder();

    CountedReads(Dataset dataset) {
        super(dataset);
    }

    long reads() {
        return reads.sum();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        reads.increment();
        super.copyFeatures(index, destination);
    }
}
