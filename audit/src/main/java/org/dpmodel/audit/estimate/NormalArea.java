package org.dpmodel.audit.estimate;

/**
 * The area under the ROC curve as it is observed from scores of two normal distributions that are mu deviations apart.
 * With A = Φ(mu / √2) and Q = P(two included scores are above one excluded score) = A − 2 T(mu / √2, 1 / √3), where T is
 * Owen's function, its variance is (Bamber 1975, "The area above the ordinal dominance graph and the area below the
 * receiver operating characteristic graph")
 *
 * <pre>
 * (A (1 − A) + (m + n − 2) (Q − A²)) / (m n)
 * </pre>
 */
final class NormalArea {
    private static final double SQRT_TWO = Math.sqrt(2);

    /** Beyond, no area of fewer than 1e20 pairs differs from 0 or 1. */
    private static final double LARGEST_MU = 13;

    /** Of Simpson's rule; the integrand is smooth, and the error below 1e-10. */
    private static final int INTERVALS = 64;

    private NormalArea() {}

    /** The true area. */
    static double of(double mu) {
        return Gaussian.upperTail(-mu / SQRT_TWO);
    }

    static double variance(double mu, int included, int excluded) {
        double area = of(mu);
        double excess = area - 2 * owen(mu / SQRT_TWO) - area * area;
        double pairs = (double) included * excluded;
        return (area * (1 - area) + ((double) included + excluded - 2) * Math.max(0, excess)) / pairs;
    }

    /**
     * The smallest true area that could be observed as this one: the difference is at most the error's quantile of the
     * deviation at that true area. Near 1 the distribution of what is observed ends sooner above than the normal one, so
     * the bound is too high less often than by the error.
     *
     * @param observed the observed area
     * @param included number of scores of records that took part
     * @param excluded number of scores of records that did not
     * @param error probability that the bound is above the true area
     */
    static double lower(double observed, int included, int excluded, double error) {
        double quantile = Gaussian.upperQuantile(error);
        return of(Bisection.largest(
                -LARGEST_MU,
                LARGEST_MU,
                mu -> observed - of(mu) >= quantile * Math.sqrt(variance(mu, included, excluded))));
    }

    /** Owen's T(h, 1 / √3), the integral of exp(−h² (1 + x²) / 2) / (1 + x²) over [0, 1 / √3], divided by 2 pi. */
    private static double owen(double h) {
        double width = 1 / (Math.sqrt(3) * INTERVALS);
        double sum = 0;
        for (int i = 0; i <= INTERVALS; i++) {
            double square = 1 + width * i * width * i;
            int weight = i == 0 || i == INTERVALS ? 1 : 2 + 2 * (i % 2);
            sum += weight * Math.exp(-h * h * square / 2) / square;
        }
        return sum * width / 3 / (2 * Math.PI);
    }
}
