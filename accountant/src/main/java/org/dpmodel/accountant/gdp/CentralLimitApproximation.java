package org.dpmodel.accountant.gdp;

import org.dpmodel.accountant.validation.Checks;

/**
 * The central limit approximation of Poisson-sampled Gaussian steps. An approximation: it may be below the true value,
 * and no statement of this library is based on it.
 *
 * <pre>
 * mu = q √(steps (exp(1 / noiseMultiplier²) - 1))
 * </pre>
 *
 * (Bu, Dong, Long, Su 2020, arXiv 1911.11607, Corollary 4.) Useful as a first guess, wrong if single steps have a large
 * cost.
 */
public final class CentralLimitApproximation {
    private CentralLimitApproximation() {}

    /**
     * The approximate mu of a run.
     *
     * @param samplingProbability in [0, 1]
     * @param noiseMultiplier standard deviation / sensitivity, above 0
     * @param steps number of steps, at least 0
     * @return mu of the Gaussian mechanism that the run resembles after many steps
     */
    public static double approximateMu(double samplingProbability, double noiseMultiplier, long steps) {
        Checks.probability("samplingProbability", samplingProbability, "pass expectedBatchSize / datasetSize");
        Checks.finitePositive("noiseMultiplier", noiseMultiplier, "pass standard deviation / sensitivity");
        Checks.atLeast("steps", steps, 0, "pass the number of noisy steps");
        return samplingProbability * Math.sqrt(steps * Math.expm1(1 / (noiseMultiplier * noiseMultiplier)));
    }

    /**
     * The approximate epsilon of a run.
     *
     * @param samplingProbability in [0, 1]
     * @param noiseMultiplier standard deviation / sensitivity, above 0
     * @param steps number of steps, at least 0
     * @param delta strictly between 0 and 1
     * @return an approximation of epsilon, neither an upper nor a lower bound
     */
    public static double approximateEpsilon(
            double samplingProbability, double noiseMultiplier, long steps, double delta) {
        double mu = approximateMu(samplingProbability, noiseMultiplier, steps);
        return mu == 0 ? 0 : new GaussianPrivacyCurve(mu).epsilon(delta);
    }
}
