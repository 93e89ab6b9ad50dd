package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.loss.HuberLoss;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.loss.MeanAbsoluteError;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.loss.TokenCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;
import org.dpmodel.metric.PredictedBatch;

/** Which metrics make sense for a network, checked before hours of training instead of afterwards. */
public final class MetricsFit {
    private MetricsFit() {}

    /**
     * The metrics of a model for which none were chosen.
     *
     * @param network the network
     * @param loss its loss
     * @return the metrics that fit the loss, and the loss itself; only the loss if no metric is known to fit
     */
    public static List<MetricFactory> usual(NetworkGraph network, Loss loss) {
        return Stream.concat(fitting(network, loss).stream(), Stream.of(Metrics.loss()))
                .toList();
    }

    private static List<MetricFactory> fitting(NetworkGraph network, Loss loss) {
        boolean classes = outputs(network) >= 2;
        if (loss instanceof TokenCrossEntropy tokens) {
            return List.of(Metrics.tokenAccuracy(tokens.padding()));
        } else if (loss.link() == Loss.Link.SIGMOID) {
            return List.of(Metrics.labelAccuracy());
        } else if (loss instanceof MeanAbsoluteError || loss instanceof HuberLoss) {
            return List.of(Metrics.meanAbsoluteError(), Metrics.rootMeanSquaredError());
        }
        boolean comparesClasses = loss.link() == Loss.Link.SOFTMAX || loss instanceof MeanSquaredError;
        return classes && comparesClasses ? List.of(Metrics.accuracy()) : List.of();
    }

    /**
     * Passes a batch without examples to each metric.
     *
     * @param metrics the metrics
     * @param network the network
     * @param loss its loss
     * @throws IllegalArgumentException naming the metric, the rule and how to fix it if one refuses such batches
     */
    public static void check(List<MetricFactory> metrics, NetworkGraph network, Loss loss) {
        FloatBuffer none = FloatBuffer.allocate(0);
        PredictedBatch batch = new PredictedBatch(none, none, none, 0, outputs(network), targetSize(network, loss));
        for (MetricFactory metric : metrics) {
            try {
                metric.create().update(batch);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "metric " + metric.name() + " does not fit this network: " + e.getMessage(), e);
            }
        }
    }

    private static int targetSize(NetworkGraph network, Loss loss) {
        Shape shape = loss.targets(Networks.bind(network, 2).output().type()).shape();
        return Math.toIntExact(shape.size(1, shape.rank()));
    }

    private static int outputs(NetworkGraph network) {
        Shape shape = network.output().type().shape();
        return Math.toIntExact(shape.size(1, shape.rank()));
    }
}
