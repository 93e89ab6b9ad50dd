package org.dpmodel.accountant.factorization;

import java.util.Arrays;

/**
 * Finds the coefficients of banded Toeplitz strategies that minimize (Σ wᵢ Bᵢ²) · (Σ cₖ²), with B the first column of A
 * C⁻¹.
 *
 * <p>B solves Σₖ cₖ Bᵢ₋ₖ = 1, and the gradient comes from the same system backwards: with u solving Σₖ cₖ uᵢ₊ₖ = 2 wᵢ Bᵢ,
 * the derivative of the error by cₖ is −Σᵢ uᵢ Bᵢ₋ₖ. Both take time proportional to steps · bands.
 */
final class BandedToeplitzOptimizer {
    private final int bands;
    private final double[] weights;
    private final double[] ones;

    BandedToeplitzOptimizer(int bands, int steps, Objective objective) {
        this.bands = bands;
        this.weights = objective.weights(steps);
        this.ones = new double[steps];
        Arrays.fill(ones, 1);
    }

    /** The coefficients with the smallest loss found, of any norm. */
    double[] optimum() {
        if (bands == 1) {
            return new double[] {1};
        }
        return new QuasiNewton(this::loss).minimum(PowerSeries.inverseSquareRoot(bands));
    }

    /** The logarithm of the loss, whose derivatives do not depend on the scale of the coefficients; infinite where it overflows. */
    private double loss(double[] coefficients, double[] gradient) {
        if (!(coefficients[0] > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double[] sums = PowerSeries.quotient(ones, coefficients);
        double error = 0;
        for (int i = 0; i < sums.length; i++) {
            error += weights[i] * sums[i] * sums[i];
        }
        double norm = 0;
        for (double coefficient : coefficients) {
            norm += coefficient * coefficient;
        }
        double[] adjoint = adjoint(sums, coefficients);
        for (int k = 0; k < bands; k++) {
            double slope = 0;
            for (int i = k; i < sums.length; i++) {
                slope -= adjoint[i] * sums[i - k];
            }
            gradient[k] = slope / error + 2 * coefficients[k] / norm;
        }
        return Math.log(error) + Math.log(norm);
    }

    private double[] adjoint(double[] sums, double[] coefficients) {
        int last = sums.length - 1;
        double[] backwards = new double[sums.length];
        Arrays.setAll(backwards, i -> 2 * weights[last - i] * sums[last - i]);
        double[] solved = PowerSeries.quotient(backwards, coefficients);
        double[] adjoint = new double[sums.length];
        Arrays.setAll(adjoint, i -> solved[last - i]);
        return adjoint;
    }
}
