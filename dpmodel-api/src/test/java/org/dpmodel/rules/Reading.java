package org.dpmodel.rules;

import java.nio.FloatBuffer;
import java.util.Set;
import org.dpmodel.data.Dataset;

/** A dataset that notes which examples are read; by several threads. */
class Reading implements Dataset {
    private final Dataset inner;
    private final Set<Integer> seen;
    private int reads;

    Reading(Dataset inner, Set<Integer> seen) {
        this.inner = inner;
        this.seen = seen;
    }

    synchronized int reads() {
        return reads;
    }

    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public int size() {
        return inner.size();
    }

    @Override
    public long[] featureShape() {
        return inner.featureShape();
    }

    @Override
    public long[] targetShape() {
        return inner.targetShape();
    }

    @Override
    public synchronized void copyFeatures(int index, FloatBuffer destination) {
        reads++;
        seen.add(index);
        inner.copyFeatures(index, destination);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        inner.copyTarget(index, destination);
    }
}
