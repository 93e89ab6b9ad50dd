package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.InputColumns;

/**
 * A dataset whose features are checked by the types of a network's inputs whenever they are read: ids that are not
 * integers, or are outside the embedding table, would otherwise abort a step.
 *
 * <p>The error names the example, and even its occurrence depends on private data. It reports a broken dataset to its
 * owner: do not publish it.
 */
public final class CheckedFeatures extends ForwardingDataset {
    private final InputColumns columns;

    private CheckedFeatures(Dataset inner, InputColumns columns) {
        super(inner);
        this.columns = columns;
    }

    /**
     * Checks the features of a dataset.
     *
     * @param dataset the dataset
     * @param network the network that reads it
     * @return the dataset itself if all inputs of the network are float32 numbers, or if it is checked where it is stored
     */
    public static Dataset of(Dataset dataset, NetworkGraph network) {
        Objects.requireNonNull(dataset, "dataset");
        if (dataset instanceof DistantDataset) {
            return dataset;
        }
        Optional<InputColumns> columns = InputColumns.of(network);
        return columns.isPresent() ? new CheckedFeatures(dataset, columns.get()) : dataset;
    }

    /**
     * Reads all features once, so that an invalid example is found before anything is charged.
     *
     * @param dataset a dataset, of any kind
     * @param size the number of its examples
     * @param elements the number of elements of its features
     * @throws IllegalArgumentException naming dataset, example, input, rule, number and how to fix it
     */
    public static void readAll(Dataset dataset, int size, int elements) {
        if (dataset instanceof CheckedFeatures) {
            EachRow.read(dataset::copyFeatures, size, elements);
        }
    }

    @Override
    public void copyFeatures(int index, FloatBuffer destination) {
        int from = destination.position();
        super.copyFeatures(index, destination);
        FloatBuffer written = destination.duplicate().flip().position(from);
        columns.fault(written).ifPresent(fault -> {
            throw new IllegalArgumentException("example " + index + " of dataset " + name() + ": " + fault);
        });
    }
}
