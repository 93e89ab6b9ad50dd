package org.dpmodel.accountant.factorization;

import java.util.Arrays;
import org.dpmodel.accountant.validation.Checks;

/** Creates strategies with constant diagonals. */
public final class ToeplitzStrategies {
    private ToeplitzStrategies() {}

    /**
     * Independent noise: C is the identity.
     *
     * @param steps number of steps, at least 1
     * @return the strategy
     */
    public static ToeplitzStrategy independent(int steps) {
        return ToeplitzStrategy.ofCoefficients(new double[] {1}, steps);
    }

    /**
     * The square root of the prefix sums, 1, 1/2, 3/8, 5/16, 35/128, ... (Henzinger, Upadhyay, Upadhyay 2023, arXiv
     * 2207.09387; Fichtenberger, Henzinger, Upadhyay 2022, arXiv 2202.11205): the best strategy with constant diagonals
     * for the last sum, if an example takes part in one step.
     *
     * @param steps number of steps, at least 1
     * @return the strategy
     */
    public static ToeplitzStrategy squareRoot(int steps) {
        Checks.atLeast("steps", steps, 1, "pass the number of steps of the training");
        return ToeplitzStrategy.ofCoefficients(PowerSeries.inverseSquareRoot(steps), steps);
    }

    /**
     * The noise z(t) − λ z(t − 1), by which each step cancels a fraction of the previous noise (λ-CGD; arXiv 2601.22334).
     *
     * @param lambda λ, in [0, 1)
     * @param steps number of steps, at least 1
     * @return the strategy
     * @throws IllegalArgumentException if λ is out of range
     */
    public static ToeplitzStrategy lambdaCgd(double lambda, int steps) {
        return ToeplitzStrategy.ofNoisingCoefficients(new double[] {1, -checkedLambda(lambda)}, steps);
    }

    static double checkedLambda(double lambda) {
        if (!(lambda >= 0 && lambda < 1)) {
            throw new IllegalArgumentException("lambda must be in [0, 1), found " + lambda + ": a usual value is 0.9");
        }
        return lambda;
    }

    /**
     * Banded inverse square root, BISR (Kalinin, McKenna, Upadhyay, Lampert 2025, arXiv 2505.12128): C⁻¹ has the first
     * coefficients of the inverse of {@link #squareRoot}, 1, −1/2, −1/8, −1/16, −5/128, ...
     *
     * @param noisingBands the number of these coefficients, at least 1
     * @param steps number of steps, at least 1
     * @return the strategy
     */
    public static ToeplitzStrategy bandedInverseSquareRoot(int noisingBands, int steps) {
        Checks.atLeast(
                "noisingBands",
                noisingBands,
                1,
                "pass the number of noise vectors that a step combines, for example 4");
        return ToeplitzStrategy.ofNoisingCoefficients(PowerSeries.squareRoot(noisingBands), steps);
    }

    /**
     * The bands that minimize squared error · squared column norm (Choquette-Choo et al. 2023, arXiv 2306.08153; McKenna
     * 2024, arXiv 2405.15913). The column norm is 1. If the steps of an example are at least as far apart as the number
     * of bands, its columns do not overlap.
     *
     * @param bands number of bands, at least 1; not more than steps are used
     * @param steps number of steps, at least 1
     * @param objective the error to minimize
     * @return the strategy
     */
    public static ToeplitzStrategy banded(int bands, int steps, Objective objective) {
        Checks.atLeast("bands", bands, 1, "pass 1 for independent noise");
        Checks.atLeast("steps", steps, 1, "pass the number of steps of the training");
        double[] best = new BandedToeplitzOptimizer(Math.min(bands, steps), steps, objective).optimum();
        double norm = ToeplitzStrategy.ofCoefficients(best, steps).columnNorm();
        return ToeplitzStrategy.ofCoefficients(
                Arrays.stream(best).map(value -> value / norm).toArray(), steps);
    }

    /**
     * Buffered linear Toeplitz, BLT (Dvijotham, McMahan, Pillutla, Steinke, Thakurta 2024, arXiv 2404.16706; McMahan, Xu,
     * Zhang 2024, arXiv 2408.08868): coefficients 1 and, for i ≥ 1, Σⱼ scale(j) · decay(j)^(i − 1), so that a step needs one
     * vector of noise for each buffer.
     *
     * @param decays one for each buffer, in (0, 1]
     * @param scales one for each buffer, at least 0
     * @param steps number of steps, at least 1
     * @return the strategy
     * @throws IllegalArgumentException if a number is out of range
     */
    public static ToeplitzStrategy buffered(double[] decays, double[] scales, int steps) {
        Checks.atLeast("steps", steps, 1, "pass the number of steps of the training");
        if (decays.length != scales.length) {
            throw new IllegalArgumentException("scales must be as many as the " + decays.length + " decays, found "
                    + scales.length + ": pass one of each for each buffer");
        }
        double[] coefficients = new double[steps];
        coefficients[0] = 1;
        for (int buffer = 0; buffer < decays.length; buffer++) {
            double power = Checks.finiteNonNegative("scale", scales[buffer], "pass the output scale of a buffer");
            double decay = Checks.positiveProbability("decay", decays[buffer], "pass the decay of a buffer per step");
            for (int i = 1; i < steps; i++) {
                coefficients[i] += power;
                power *= decay;
            }
        }
        return ToeplitzStrategy.ofCoefficients(coefficients, steps);
    }
}
