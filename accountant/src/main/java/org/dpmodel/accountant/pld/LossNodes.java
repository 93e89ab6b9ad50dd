package org.dpmodel.accountant.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dpmodel.accountant.ReducedEvent.PoissonGaussian;

/**
 * A coarse quadrature of the composed, truncated privacy loss, from which tilt and grid are chosen. Nothing proven rests
 * on it.
 */
final class LossNodes {
    private static final int NODES = 256;

    private static final class Component {
        private final double[] logMasses = new double[NODES];
        private final double[] losses = new double[NODES];
        private final double count;

        Component(double count) {
            this.count = count;
        }
    }

    private final List<Component> components = new ArrayList<>();
    private double totalCount;
    private double lossRange;

    LossNodes(Map<PoissonGaussian, Long> counts, StepLoss.Factory factory) {
        counts.forEach((step, count) -> add(factory.of(step), count));
    }

    private void add(StepLoss step, double count) {
        double width = (step.high() - step.low()) / NODES;
        Component component = new Component(count);
        for (int i = 0; i < NODES; i++) {
            double x = step.low() + (i + 0.5) * width;
            component.losses[i] = step.loss().at(x);
            component.logMasses[i] = step.loss().logDensity(x, component.losses[i]) + Math.log(width);
        }
        components.add(component);
        totalCount += count;
        lossRange =
                Math.max(lossRange, step.loss().at(step.high()) - step.loss().at(step.low()));
    }

    /** Number of composed steps. */
    double totalCount() {
        return totalCount;
    }

    /** The widest range of losses of a single step. */
    double lossRange() {
        return lossRange;
    }

    /** K(tilt) = ln E[e^(tilt loss)] of the composition. */
    double logMoment(double tilt) {
        double sum = 0;
        for (Component component : components) {
            sum += component.count * logMoment(component, tilt);
        }
        return sum;
    }

    private static double logMoment(Component component, double tilt) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < NODES; i++) {
            largest = Math.max(largest, component.logMasses[i] + tilt * component.losses[i]);
        }
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double exponent = component.logMasses[i] + tilt * component.losses[i] - largest;
            sum += exponent > -40 ? Math.exp(exponent) : 0;
        }
        return largest + Math.log(sum);
    }
}
