package org.dpmodel.demo.selfcheck;

import java.nio.FloatBuffer;
import org.dpmodel.data.Dataset;

/** A dataset that counts how often its examples are read. */
final class CountedReads implements Dataset {
    private final Dataset dataset;
    private long reads;

    CountedReads(Dataset dataset) {
        this.dataset = dataset;
    }

    long reads() {
        return reads;
    }

    @Override
    public String name() {
        return dataset.name();
    }

    @Override
    public int size() {
        return dataset.size();
    }

    @Override
    public long[] featureShape() {
        return dataset.featureShape();
    }

    @Override
    public long[] targetShape() {
        return dataset.targetShape();
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        reads++;
        dataset.copyFeatures(index, destination);
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        dataset.copyTarget(index, destination);
    }
}
