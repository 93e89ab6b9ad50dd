package org.dpmodel.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;

/** The form of one record for the network: shapes without the batch axis. Immutable. */
final class RecordShape implements Serializable {
    private static final long serialVersionUID = 1;

    private final long[] features;
    private final long[] targets;

    private RecordShape(long[] features, long[] targets) {
        this.features = features;
        this.targets = targets;
    }

    static RecordShape of(NetworkGraph network, Loss loss) {
        NetworkGraph bound = Networks.bind(network, 2);
        return new RecordShape(
                row(bound.features()), row(loss.targets(bound.output().type())));
    }

    private static long[] row(TensorType type) {
        long[] dims = type.shape().dims();
        return Arrays.copyOfRange(dims, 1, dims.length);
    }

    long[] features() {
        return features.clone();
    }

    long[] targets() {
        return targets.clone();
    }

    int featureSize() {
        return (int) Shape.of(features).size();
    }

    int targetSize() {
        return (int) Shape.of(targets).size();
    }

    /** Whether a label is the number of its class, instead of one-hot. */
    boolean labelIsNumber() {
        return targets.length == 0;
    }
}
