package org.dpmodel.accountant.pld;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.dpmodel.accountant.form.ReducedForm;

/**
 * A coarse quadrature of the composed, truncated privacy loss, from which tilt and grid are chosen. No proof depends on
 * it.
 */
final class LossNodes {

    /** The quadrature of one step, and the range of its losses. */
    static final class Component {
        private final double[] logMasses;
        private final double[] losses;
        private final double bottom;
        private final double top;

        Component(double[] logMasses, double[] losses, double bottom, double top) {
            this.logMasses = logMasses;
            this.losses = losses;
            this.bottom = bottom;
            this.top = top;
        }

        /** A mixture of this step with another one, which has the given probability. */
        Component mixedWith(Component other, double probability) {
            DoubleStream here = Arrays.stream(logMasses).map(mass -> mass + Math.log1p(-probability));
            DoubleStream there = Arrays.stream(other.logMasses).map(mass -> mass + Math.log(probability));
            return new Component(
                    DoubleStream.concat(here, there).toArray(),
                    DoubleStream.concat(Arrays.stream(losses), Arrays.stream(other.losses))
                            .toArray(),
                    Math.min(bottom, other.bottom),
                    Math.max(top, other.top));
        }

        private double logMoment(double tilt) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < losses.length; i++) {
                largest = Math.max(largest, logMasses[i] + tilt * losses[i]);
            }
            double sum = 0;
            for (int i = 0; i < losses.length; i++) {
                double exponent = logMasses[i] + tilt * losses[i] - largest;
                sum += exponent > -40 ? Math.exp(exponent) : 0;
            }
            return largest + Math.log(sum);
        }
    }

    private record Counted(Component component, double count) {}

    private final List<Counted> components = new ArrayList<>();
    private double totalCount;
    private double lossRange;
    private double largestLoss;

    LossNodes(Map<? extends ReducedForm.Step, Long> counts, StepLoss.Factory factory) {
        counts.forEach((step, count) -> add(factory.of(step).nodes(), count));
    }

    private void add(Component component, double count) {
        components.add(new Counted(component, count));
        totalCount += count;
        lossRange = Math.max(lossRange, component.top - component.bottom);
        largestLoss = Math.max(largestLoss, Math.max(Math.abs(component.bottom), Math.abs(component.top)));
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
        for (Counted counted : components) {
            sum += counted.count * counted.component.logMoment(tilt);
        }
        return sum;
    }
}
