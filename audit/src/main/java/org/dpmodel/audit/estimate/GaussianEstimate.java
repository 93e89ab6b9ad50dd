package org.dpmodel.audit.estimate;

import java.util.Locale;

/**
 * Gaussian differential privacy, estimated from ranks. If every record's membership is at most as distinguishable as
 * the shift of a normal distribution by mu deviations (mu-GDP: Dong, Roth and Su 2022, arXiv 1905.02383), no scores
 * have an AUC above Φ(mu / √2), so a lower bound on the AUC is one on mu. Epsilon is that of a Gaussian mechanism with
 * this mu, as one-run audits by Gaussian differential privacy report it (arXiv 2509.08704, 2606.12733).
 *
 * <p>The bound on mu needs only independent scores, which canaries have if the mechanism is what it claims to be: as a
 * test of the claim it is valid. The conversion from mu to epsilon at a small delta is exact for mechanisms without
 * sampling; with sampling, tails are heavier than normal ones, and epsilon is a lower bound (ADR 107). For a mechanism of
 * another shape, such as Laplace noise or randomized response, it is not a bound.
 *
 * @param separation how well the scores are separated
 * @param delta delta at which epsilon is given
 * @param mu estimate, at least 0
 * @param muLower lower confidence bound, at least 0
 * @param epsilon of the estimate
 * @param epsilonLower of the lower bound
 */
public record GaussianEstimate(
        RankSeparation separation, double delta, double mu, double muLower, double epsilon, double epsilonLower) {
    /**
     * Estimates from scores.
     *
     * @param separation how well they are separated
     * @param delta delta at which epsilon is given, in (0, 1)
     * @param error probability that the lower bound is too high, in (0, 1/2]
     * @return the estimate
     */
    public static GaussianEstimate of(RankSeparation separation, double delta, double error) {
        double lower = Gaussian.muOfArea(separation.lower(error));
        // Two groups that do not overlap have no finite estimate; the bound is then used as the estimate.
        double mu = separation.area() < 1 ? Gaussian.muOfArea(separation.area()) : lower;
        return new GaussianEstimate(
                separation, delta, mu, lower, Gaussian.epsilon(mu, delta), Gaussian.epsilon(lower, delta));
    }

    /**
     * The estimate in words.
     *
     * @return a line of a report
     */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "AUC %.4f; as a Gaussian mechanism: mu %.4f, at least %.4f; epsilon %.4f, at least %.4f",
                separation.area(),
                mu,
                muLower,
                epsilon,
                epsilonLower);
    }
}
