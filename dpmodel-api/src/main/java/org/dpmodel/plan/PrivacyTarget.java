package org.dpmodel.plan;

import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.validation.Require;

/**
 * The total cost allowed for a training, from which the required noise is computed. Immutable.
 *
 * @param epsilon the largest epsilon, positive and finite
 * @param delta the delta that epsilon is computed at, in (0, 1)
 * @param epochs number of passes over the dataset, at least 1
 * @param datasetSize number of examples in the dataset, or of people where people are drawn; at least the expected batch
 *     size
 */
public record PrivacyTarget(double epsilon, double delta, int epochs, int datasetSize) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is NaN or out of range
     */
    public PrivacyTarget {
        Require.positive("targetEpsilon", epsilon, "pass the largest epsilon that you can defend, for example 3");
        Require.openFraction("delta", delta, "a usual value is 1e-5");
        Require.atLeast("epochs", epochs, 1, "pass the number of passes over the dataset");
        Require.atLeast("datasetSize", datasetSize, 1, "pass the size of the training dataset");
    }

    /**
     * The smallest noise that keeps the target, rounded up to four decimals.
     *
     * @param plans the plan as a function of its noise multiplier
     * @param accountants creates the accountant for an adjacency
     * @return standard deviation of the noise / clipping norm
     * @throws IllegalArgumentException if the plan does not fit the dataset, or its clipping cannot have so much noise
     * @throws org.dpmodel.accountant.calibration.UnattainableTargetException if no noise meets the target
     */
    public double noiseMultiplier(
            DoubleFunction<PrivacyPlan> plans, Function<Adjacency, PrivacyAccountant> accountants) {
        PrivacyPlan any = plans.apply(1);
        long steps = Math.multiplyExact((long) epochs, any.sampling().stepsPerEpoch(datasetSize));
        return new NoiseSearch(() -> any.accountant(accountants.apply(any.adjacency())), epsilon, delta)
                .noiseMultiplier(
                        noise -> plans.apply(noise).charges(steps, datasetSize), any.sensitivityInClippingNorms());
    }

    /** A description for logs and reports. */
    @Override
    public String toString() {
        return "epsilon " + epsilon + " at delta " + delta + " after " + epochs + (epochs == 1 ? " epoch" : " epochs")
                + " of " + datasetSize + " examples";
    }
}
