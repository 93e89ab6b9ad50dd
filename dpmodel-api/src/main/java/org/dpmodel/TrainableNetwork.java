package org.dpmodel;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.step.LogitsCheck;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.nn.Network;
import org.dpmodel.training.MetricsFit;

/** Checks whether a network can be trained with a loss, and measured. */
final class TrainableNetwork {
    private static final System.Logger LOG = System.getLogger(DPModel.class.getName());

    private TrainableNetwork() {}

    /**
     * Refuses what cannot be trained or measured.
     *
     * @param metrics those that were chosen
     * @return what to measure: the metrics that were chosen, or the usual ones
     */
    static List<MetricFactory> measured(Network network, Loss loss, Optional<List<MetricFactory>> metrics) {
        network.notes().forEach(note -> LOG.log(System.Logger.Level.INFO, network.name() + ": " + note));
        network.requireFinite();
        LogitsCheck.check(network.graph(), loss);
        StepCompiler.checkTrainable(network.graph(), loss);
        List<MetricFactory> measured = metrics.orElseGet(() -> MetricsFit.usual(network.graph(), loss));
        MetricsFit.check(measured, network.graph(), loss);
        return measured;
    }
}
