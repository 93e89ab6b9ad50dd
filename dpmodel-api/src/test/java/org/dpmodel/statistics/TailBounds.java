package org.dpmodel.statistics;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * Limits for statistical tests whose false-alarm rate is proved for the sample size at hand, not only in the limit: a
 * right implementation exceeds a limit with probability at most {@code rate}.
 */
public final class TailBounds {
    private TailBounds() {}

    /** The largest distance between a sample and a distribution function, sup |F_n(x) − F(x)|. */
    public static double kolmogorovDistance(double[] sample, DoubleUnaryOperator distribution) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double distance = 0;
        for (int i = 0; i < sorted.length; i++) {
            double expected = distribution.applyAsDouble(sorted[i]);
            distance = Math.max(distance, (i + 1.0) / sorted.length - expected);
            distance = Math.max(distance, expected - (double) i / sorted.length);
        }
        return distance;
    }

    /**
     * Dvoretzky, Kiefer and Wolfowitz with Massart's constant (1990): P(distance > t) ≤ 2 exp(−2 n t²), for continuous
     * and discrete distributions.
     */
    public static double kolmogorovLimit(int n, double rate) {
        return Math.sqrt(Math.log(2 / rate) / (2.0 * n));
    }

    /**
     * Laurent and Massart (2000, lemma 1): X chi-squared of n degrees leaves n ± (2 √(n x) + 2 x) with probability at
     * most 2 exp(−x). Returns the limit of |X / n − 1|.
     */
    public static double chiSquaredLimit(int n, double rate) {
        double x = Math.log(2 / rate);
        return 2 * Math.sqrt(x / n) + 2 * x / n;
    }

    /**
     * The limit of |Σ aᵢ bᵢ / n| for independent standard normal a and b: the sum is half the difference of two
     * independent chi-squared variables, each within the bounds of Laurent and Massart.
     */
    public static double correlationLimit(int n, double rate) {
        double x = Math.log(4 / rate);
        return 2 * Math.sqrt(x / n) + x / n;
    }

    /**
     * Chernoff and Hoeffding (1963): a binomial count K of n trials has P(K/n beyond p) ≤ exp(−n · KL(K/n ‖ q)) on each
     * side of q.
     */
    public static boolean isPlausibleCount(long count, long n, double q, double rate) {
        double p = (double) count / n;
        double divergence = term(p, q) + term(1 - p, 1 - q);
        return Math.exp(-n * divergence) >= rate / 2;
    }

    private static double term(double p, double q) {
        return p == 0 ? 0 : p * Math.log(p / q);
    }

    /** The standard normal distribution function by its Taylor series (Marsaglia 2004), to about 1e-15. */
    public static double normalCdf(double x) {
        if (Math.abs(x) > 8) {
            return x > 0 ? 1 : 0;
        }
        double sum = x;
        double term = x;
        for (int k = 3; Math.abs(term) > 1e-17; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** The distribution function of a binomial variable, as a table over 0..n. */
    public static double[] binomialCdf(int n, double q) {
        double[] cdf = new double[n + 1];
        double logMass = n * Math.log1p(-q);
        double sum = 0;
        for (int k = 0; k <= n; k++) {
            sum += Math.exp(logMass);
            cdf[k] = Math.min(sum, 1);
            logMass += Math.log(n - k) - Math.log(k + 1) + Math.log(q) - Math.log1p(-q);
        }
        return cdf;
    }
}
