package org.dpmodel.data;

import java.nio.FloatBuffer;
import org.dpmodel.validation.Require;

/** Class labels as one-hot targets. */
final class OneHot {
    private OneHot() {}

    static void put(int label, int classes, FloatBuffer destination) {
        float[] target = new float[classes];
        target[label] = 1;
        destination.put(target);
    }

    static void check(int label, int classes, int example, String dataset) {
        if (label < 0 || label >= classes) {
            throw Require.broken(
                    "label of example " + example + " of " + dataset,
                    "must be in [0, " + classes + ")",
                    label,
                    "number the classes from 0");
        }
    }
}
