package org.dpmodel.accountant.internal;

import org.dpmodel.accountant.Adjacency;

/**
 * Two distributions on the line that are at least as far apart as one step's outputs on any neighbouring data sets:
 * Gaussian mixtures in units of the noise's standard deviation, with likelihood ratio L(z) = P(z) / Q(z) increasing in z.
 *
 * <p>Under {@link Adjacency#ADD_OR_REMOVE_ONE}, with mu = 1 / noiseMultiplier and q the sampling probability,
 *
 * <pre>
 * Q = N(0, 1),   P = (1 - q) N(0, 1) + q N(mu, 1)
 * </pre>
 *
 * and the adversary may also see the pair reversed; under {@link Adjacency#REPLACE_ONE}
 *
 * <pre>
 * Q = (1 - q) N(0, 1) + q N(-mu/2, 1),   P = (1 - q) N(0, 1) + q N(mu/2, 1)
 * </pre>
 *
 * whose reversal is its mirror image. Sources: Mironov, Talwar, Zhang 2019 (arXiv 1908.10530); Zhu, Dong, Wang 2022
 * (arXiv 2106.08567), Theorem 11; Lebeda et al. 2024 (arXiv 2405.20769) for replace-one.
 */
public sealed interface DominatingPair permits AddOrRemovePair, ReplacePair {

    /**
     * The pair of a Poisson-sampled Gaussian step.
     *
     * @param samplingProbability in (0, 1]
     * @param noiseMultiplier standard deviation / sensitivity, above 0
     * @param adjacency the adjacency
     * @return the pair
     */
    static DominatingPair of(double samplingProbability, double noiseMultiplier, Adjacency adjacency) {
        double mu = 1 / noiseMultiplier;
        return adjacency == Adjacency.ADD_OR_REMOVE_ONE
                ? new AddOrRemovePair(samplingProbability, mu)
                : new ReplacePair(samplingProbability, mu);
    }

    /**
     * Distance between the sampled components of P and Q.
     *
     * @return mu, above 0
     */
    double mu();

    /**
     * ln L at a point.
     *
     * @param z the point
     * @return the privacy loss of output z
     */
    double logRatio(double z);

    /**
     * L - 1 at a point, without cancellation for small sampling probabilities.
     *
     * @param z the point
     * @return L(z) - 1, possibly infinite
     */
    double ratioMinusOne(double z);

    /**
     * The point of a given ln L.
     *
     * @param logRatio the privacy loss
     * @return z with the given logRatio(z); minus infinity below the range of ln L, infinity above it
     */
    double pointOf(double logRatio);

    /**
     * Logarithm of the density of Q.
     *
     * @param z the point
     * @return ln Q's density
     */
    double logDensityQ(double z);

    /**
     * Upper tail of P.
     *
     * @param z the point
     * @return P(Z &gt; z)
     */
    double upperTailP(double z);

    /**
     * Upper tail of Q.
     *
     * @param z the point
     * @return Q(Z &gt; z)
     */
    double upperTailQ(double z);

    /**
     * Lower tail of P.
     *
     * @param z the point
     * @return P(Z &lt; z)
     */
    double lowerTailP(double z);

    /**
     * Lower tail of Q.
     *
     * @param z the point
     * @return Q(Z &lt; z)
     */
    double lowerTailQ(double z);

    /**
     * Half-width of the strip around the real line in which the trapezoid rule may assume L to be analytic.
     *
     * @return a distance in z, above 0
     */
    double analyticHalfWidth();

    /**
     * Bounds the factor by which |L(z + iy)|^order can exceed L(z)^order within the strip.
     *
     * @param order the exponent
     * @return the logarithm of a bound
     */
    double logStripGrowth(double order);
}
