package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;
import org.dpmodel.metric.PredictedBatch;

/** Which metrics have a meaning for a network, found out before hours of training and not at their end. */
public final class MetricsFit {
    private MetricsFit() {}

    /**
     * The metrics of a model whose user has chosen none.
     *
     * @param network the network
     * @return accuracy and loss; the loss alone for a single output, which is no classification
     */
    public static List<MetricFactory> usual(NetworkGraph network) {
        return outputs(network) < 2 ? List.of(Metrics.loss()) : List.of(Metrics.accuracy(), Metrics.loss());
    }

    /**
     * Shows each metric a batch of no examples.
     *
     * @param metrics the metrics
     * @param network the network
     * @throws IllegalArgumentException naming the metric, the rule and the cure if one refuses such batches
     */
    public static void check(List<MetricFactory> metrics, NetworkGraph network) {
        FloatBuffer none = FloatBuffer.allocate(0);
        PredictedBatch batch = new PredictedBatch(none, none, none, 0, outputs(network));
        for (MetricFactory metric : metrics) {
            try {
                metric.create().update(batch);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "metric " + metric.name() + " does not fit this network: " + e.getMessage(), e);
            }
        }
    }

    private static int outputs(NetworkGraph network) {
        Shape shape = network.output().type().shape();
        return Math.toIntExact(shape.size(1, shape.rank()));
    }
}
