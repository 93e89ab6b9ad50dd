package org.dpmodel.training;

import java.util.Arrays;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.TensorType;

/** Checks that the examples of a dataset have the shapes that a network reads. */
public final class DatasetShape {
    private DatasetShape() {}

    /**
     * Checks a dataset.
     *
     * @param dataset the dataset
     * @param features the network's input, {@code [batch, ...]}
     * @param targets the loss's targets, {@code [batch, ...]}
     * @throws IllegalArgumentException if a shape differs; the message names dataset and shapes
     */
    public static void check(Dataset dataset, TensorType features, TensorType targets) {
        compare(dataset, "features", dataset.featureShape(), features);
        compare(dataset, "targets", dataset.targetShape(), targets);
    }

    private static void compare(Dataset dataset, String what, long[] found, TensorType batched) {
        long[] wanted =
                Arrays.copyOfRange(batched.shape().dims(), 1, batched.shape().rank());
        if (!Arrays.equals(wanted, found)) {
            throw new IllegalArgumentException(what + " of dataset " + dataset.name() + " must have shape "
                    + Arrays.toString(wanted) + " for this network, found " + Arrays.toString(found)
                    + ": choose another dataset, its padded form, or a network with that input");
        }
    }
}
