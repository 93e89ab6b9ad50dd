package org.dpmodel.training;

import java.nio.FloatBuffer;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;

/**
 * A dataset whose targets are checked by the loss's rule whenever they are read: otherwise training on a meaningless
 * loss would raise no error.
 *
 * <p>The error names the example and its target, and even its occurrence depends on private data. It reports a broken
 * dataset to its owner: do not publish it.
 */
public final class CheckedTargets extends ForwardingDataset {
    private final Loss loss;
    private final TensorType predictions;

    private CheckedTargets(Dataset inner, Loss loss, TensorType predictions) {
        super(inner);
        this.loss = loss;
        this.predictions = predictions;
    }

    /**
     * Checks the targets of a dataset.
     *
     * @param dataset the dataset
     * @param loss the loss that reads its targets
     * @param network the network whose output they are compared with
     * @return the dataset itself if the loss accepts any target, or if it is checked where it is stored
     */
    public static Dataset of(Dataset dataset, Loss loss, NetworkGraph network) {
        return loss.restrictsTargets() && !(dataset instanceof DistantDataset)
                ? new CheckedTargets(
                        dataset, loss, Networks.bind(network, 2).output().type())
                : dataset;
    }

    /**
     * Reads all targets once, so that an invalid one is found before anything is charged.
     *
     * @param dataset a dataset, of any kind
     * @param size the number of its examples
     * @param elements the number of elements of its targets
     * @throws IllegalArgumentException naming dataset, example, rule, target and how to fix it
     */
    public static void readAll(Dataset dataset, int size, int elements) {
        if (dataset instanceof CheckedTargets) {
            EachRow.read(dataset::copyTarget, size, elements);
        }
    }

    @Override
    public void copyTarget(int index, FloatBuffer destination) {
        int from = destination.position();
        super.copyTarget(index, destination);
        if (destination.hasRemaining()) {
            return;
        }
        loss.targetFault(destination.duplicate().position(from), predictions).ifPresent(fault -> {
            throw new IllegalArgumentException(
                    "the target of example " + index + " of dataset " + name() + " " + fault);
        });
    }
}
