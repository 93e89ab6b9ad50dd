package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.graph.step.DroppedNumbers;
import org.dpmodel.random.RandomStreams;

/**
 * The elements of each example that dropout removes in one step. Called by several threads at the same time, and for some
 * examples twice.
 */
@FunctionalInterface
public interface DropoutMasks {
    /** For steps in which nothing is dropped. */
    DropoutMasks NONE = (example, dropouts, row) -> {
        throw new IllegalArgumentException(
                "the network has dropout at " + dropouts + ": pass the masks of the step, or train it without dropout");
    };

    /**
     * Writes the factors of the elements of an example.
     *
     * @param example its position in the dataset
     * @param dropouts the dropouts of the network, in the order of the columns
     * @param row filled to its limit: 0 for dropped elements, {@link DroppedNumbers#kept} for the others
     */
    void fill(int example, List<DroppedNumbers> dropouts, FloatBuffer row);

    /**
     * The masks as bytes, for another machine, which restores them with {@link #read}. They contain a key of the run:
     * anyone who has them knows what is dropped from each of its examples, but nothing about draws and noise.
     *
     * @return the bytes; empty if nothing can be dropped
     */
    default byte[] bytes() {
        return new byte[0];
    }

    /**
     * Masks from bytes.
     *
     * @param bytes the result of {@link #bytes}
     * @return the same masks
     * @throws IllegalArgumentException if the bytes have a wrong length
     */
    static DropoutMasks read(byte... bytes) {
        return bytes.length == 0 ? NONE : KeyedMasks.read(bytes);
    }

    /**
     * Masks that are a keyed function of (secret of the run, step, position of the example in the dataset, element), and
     * of nothing else: not of the row in which the example is computed, its neighbours, or the size of the batch (ADR
     * 305).
     *
     * @param streams the run's randomness
     * @param step the step, counted over all runs of the model
     * @return the masks
     */
    static DropoutMasks of(RandomStreams streams, long step) {
        return new KeyedMasks(streams, step);
    }
}
