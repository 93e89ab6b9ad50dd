package org.dpmodel.accountant.pld;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dpmodel.accountant.form.PoissonGaussian;

/**
 * A coarse quadrature of the composed, truncated privacy loss, from which tilt and grid are chosen. Nothing proven rests
 * on it.
 */
final class LossNodes {
    private static final int MIN_NODES = 256;
    private static final int MAX_NODES = 8192;
    /** The densities have unit width: a quarter of it is fine enough. */
    private static final double SPACING = 0.25;

    private static final class Component {
        private final double[] logMasses;
        private final double[] losses;
        private final double count;

        Component(int nodes, double count) {
            this.logMasses = new double[nodes];
            this.losses = new double[nodes];
            this.count = count;
        }
    }

    private final List<Component> components = new ArrayList<>();
    private double totalCount;
    private double lossRange;
    private double largestLoss;

    LossNodes(Map<PoissonGaussian, Long> counts, StepLoss.Factory factory) {
        counts.forEach((step, count) -> add(factory.of(step), count));
    }

    private void add(StepLoss step, double count) {
        int nodes = (int) Math.max(MIN_NODES, Math.min(MAX_NODES, (step.high() - step.low()) / SPACING));
        double width = (step.high() - step.low()) / nodes;
        Component component = new Component(nodes, count);
        for (int i = 0; i < nodes; i++) {
            double x = step.low() + (i + 0.5) * width;
            component.losses[i] = step.loss().at(x);
            component.logMasses[i] = step.loss().logDensity(x, component.losses[i]) + Math.log(width);
        }
        components.add(component);
        totalCount += count;
        double bottom = step.loss().at(step.low());
        double top = step.loss().at(step.high());
        lossRange = Math.max(lossRange, top - bottom);
        largestLoss = Math.max(largestLoss, Math.max(Math.abs(bottom), Math.abs(top)));
    }

    /** Number of composed steps. */
    double totalCount() {
        return totalCount;
    }

    /** The widest range of losses of a single step. */
    double lossRange() {
        return lossRange;
    }

    /** The largest loss of a single step, in absolute value. */
    double largestLoss() {
        return largestLoss;
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
        for (int i = 0; i < component.losses.length; i++) {
            largest = Math.max(largest, component.logMasses[i] + tilt * component.losses[i]);
        }
        double sum = 0;
        for (int i = 0; i < component.losses.length; i++) {
            double exponent = component.logMasses[i] + tilt * component.losses[i] - largest;
            sum += exponent > -40 ? Math.exp(exponent) : 0;
        }
        return largest + Math.log(sum);
    }
}
