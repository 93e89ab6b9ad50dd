package org.dpmodel.cli.audit;

import java.nio.FloatBuffer;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;

/** Digits labelled as the next one, 9 as 0. */
final class WrongLabel extends ForwardingDataset {
    private final Dataset inner;

    WrongLabel(Dataset inner) {
        super(inner);
        this.inner = inner;
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        float[] right = new float[destination.remaining()];
        inner.copyTarget(index, FloatBuffer.wrap(right));
        for (int i = 0; i < right.length; i++) {
            destination.put(right[Math.floorMod(i - 1, right.length)]);
        }
    }
}
