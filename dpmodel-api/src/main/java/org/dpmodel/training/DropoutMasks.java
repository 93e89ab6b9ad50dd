package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.graph.step.DroppedNumbers;
import org.dpmodel.random.RandomStreams;

/**
 * The elements of each example that dropout removes in one step. Called by several threads at a time, and for some
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
     * Writes what the numbers of an example are multiplied by.
     *
     * @param example its place in the dataset
     * @param dropouts the dropouts of the network, in the order of the columns
     * @param row filled to its limit: 0 for what is dropped, {@link DroppedNumbers#kept} for the rest
     */
    void fill(int example, List<DroppedNumbers> dropouts, FloatBuffer row);

    /**
     * The masks as bytes, for another machine, which makes the same of them by {@link #read}. They contain a key of the
     * run: anyone who has them knows what is dropped of each example of it, and nothing of draws and noise.
     *
     * @return the bytes; none where nothing may be dropped
     */
    default byte[] bytes() {
        return new byte[0];
    }

    /**
     * Masks from bytes.
     *
     * @param bytes what {@link #bytes} gave
     * @return the same masks
     * @throws IllegalArgumentException if the bytes have another length
     */
    static DropoutMasks read(byte... bytes) {
        return bytes.length == 0 ? NONE : KeyedMasks.read(bytes);
    }

    /**
     * Masks that are a keyed function of (secret of the run, step, place of the example in the dataset, number), and of
     * nothing else: not of the row in which the example is computed, of its neighbours, or of the size of the batch (ADR 305).
     *
     * @param streams the run's randomness
     * @param step the step, counted over all runs of the model
     * @return the masks
     */
    static DropoutMasks of(RandomStreams streams, long step) {
        return new KeyedMasks(streams, step);
    }
}
