package org.dpmodel.rules;

import java.nio.FloatBuffer;
import java.util.Set;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;

/** A dataset that notes which examples are read; by several threads. */
class Reading extends ForwardingDataset {
    private final Set<Integer> seen;
    private int reads;

    Reading(Dataset inner, Set<Integer> seen) {
        super(inner);
        this.seen = seen;
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public synchronized void copyFeatures(int index, FloatBuffer destination) {
        reads++;
        seen.add(index);
        super.copyFeatures(index, destination);
    }
}
