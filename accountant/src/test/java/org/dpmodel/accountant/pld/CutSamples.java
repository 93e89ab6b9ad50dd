package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.internal.Normal;

/**
 * A cut Poisson sample of a few numbers, exactly: the noisy sum is a mixture of normal distributions, whose weights are
 * binomial. All others contribute the same number, one example contributes 1; deltas are integrals over one or two such sums.
 *
 * @param others number of other examples
 * @param q probability that an example is drawn
 * @param cap largest sample
 * @param value what each of the others contributes, in [-1, 1]
 * @param noise standard deviation of the noise
 */
record CutSamples(int others, double q, int cap, double value, double noise) {
    private static final int POINTS = 700;

    private static double binomial(int n, int k, double q) {
        double weight = 1;
        for (int i = 0; i < k; i++) {
            weight *= (n - i) / (i + 1.0);
        }
        return weight * Math.pow(q, k) * Math.pow(1 - q, n - k);
    }

    private double normal(double x, double mean) {
        return Normal.density((x - mean) / noise) / noise;
    }

    /** Density without the example. */
    double without(double x) {
        double density = 0;
        for (int k = 0; k <= others; k++) {
            density += binomial(others, k, q) * normal(x, value * Math.min(k, cap));
        }
        return density;
    }

    /** Density with the example, which contributes the given number. */
    double with(double x, double own) {
        double density = 0;
        for (int k = 0; k <= others; k++) {
            int size = Math.min(k, cap);
            // of k + 1 drawn ones, cap are kept, each with the same probability
            double taken = q * Math.min(1, cap / (k + 1.0));
            double withOwn = own + value * Math.min(k, cap - 1);
            density += binomial(others, k, q) * ((1 - taken) * normal(x, value * size) + taken * normal(x, withOwn));
        }
        return density;
    }

    /** Divergence of one or two steps, the first distribution being with the example or the second one. */
    double delta(double epsilon, int steps, boolean removing) {
        return delta(epsilon, steps, grid(x -> with(x, 1)), grid(this::without), removing);
    }

    /** Divergence of one or two steps of which the example contributes 1 or another number. */
    double replacedDelta(double epsilon, int steps, double other) {
        return delta(epsilon, steps, grid(x -> with(x, 1)), grid(x -> with(x, other)), true);
    }

    private double[] grid(java.util.function.DoubleUnaryOperator density) {
        double[] masses = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            masses[i] = density.applyAsDouble(low() + (i + 0.5) * width()) * width();
        }
        return masses;
    }

    private double low() {
        return -cap - 1 - 8 * noise;
    }

    private double width() {
        return 2 * (cap + 1 + 8 * noise) / POINTS;
    }

    private static double delta(double epsilon, int steps, double[] with, double[] without, boolean removing) {
        double[] first = removing ? with : without;
        double[] second = removing ? without : with;
        double factor = Math.exp(epsilon);
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            if (steps == 1) {
                sum += Math.max(0, first[i] - factor * second[i]);
            } else {
                for (int j = 0; j < POINTS; j++) {
                    sum += Math.max(0, first[i] * first[j] - factor * second[i] * second[j]);
                }
            }
        }
        return sum;
    }
}
