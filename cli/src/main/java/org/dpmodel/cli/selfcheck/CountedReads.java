package org.dpmodel.cli.selfcheck;

import java.nio.FloatBuffer;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;

/** A dataset that counts how often its examples are read. */
final class CountedReads extends ForwardingDataset {
    private long reads;

    CountedReads(Dataset dataset) {
        super(dataset);
    }

    long reads() {
        return reads;
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        reads++;
        super.copyFeatures(index, destination);
    }
}
