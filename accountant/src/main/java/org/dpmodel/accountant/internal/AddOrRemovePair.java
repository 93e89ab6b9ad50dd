package org.dpmodel.accountant.internal;

/**
 * The dominating pair of {@link DominatingPair} under add-or-remove-one.
 *
 * @param samplingProbability q in (0, 1]
 * @param mu distance between the components, above 0
 */
public record AddOrRemovePair(double samplingProbability, double mu) implements DominatingPair {
    /** Above this, exp does not overflow, but 1 is lost next to it; the other form is exact. */
    private static final double LARGE = 30;

    @Override
    public double logRatio(double z) {
        double exponent = mu * (z - mu / 2);
        return exponent > LARGE
                ? exponent + Math.log(samplingProbability + (1 - samplingProbability) * Math.exp(-exponent))
                : samplingProbability == 1 ? exponent : Math.log1p(samplingProbability * Math.expm1(exponent));
    }

    @Override
    public double ratioMinusOne(double z) {
        return samplingProbability * Math.expm1(mu * (z - mu / 2));
    }

    @Override
    public double pointOf(double logRatio) {
        double exponent;
        if (samplingProbability == 1) {
            exponent = logRatio;
        } else if (logRatio > LARGE) {
            exponent = logRatio
                    + Math.log1p(-(1 - samplingProbability) * Math.exp(-logRatio))
                    - Math.log(samplingProbability);
        } else {
            double excess = Math.expm1(logRatio) / samplingProbability;
            exponent = excess > -1 ? Math.log1p(excess) : Double.NEGATIVE_INFINITY;
        }
        return exponent / mu + mu / 2;
    }

    @Override
    public double logDensityQ(double z) {
        return Normal.logDensity(z);
    }

    @Override
    public double upperTailP(double z) {
        return (1 - samplingProbability) * Normal.upperTail(z) + samplingProbability * Normal.upperTail(z - mu);
    }

    @Override
    public double upperTailQ(double z) {
        return Normal.upperTail(z);
    }

    @Override
    public double lowerTailP(double z) {
        return (1 - samplingProbability) * Normal.upperTail(-z) + samplingProbability * Normal.upperTail(mu - z);
    }

    @Override
    public double lowerTailQ(double z) {
        return Normal.upperTail(-z);
    }

    /** L has its zeros at imaginary part pi / mu; three quarters of that. */
    @Override
    public double analyticHalfWidth() {
        return 0.75 * Math.PI / mu;
    }

    /** |1 - q + q e^(w + i theta)| is at most 1 - q + q e^w, and at least cos(theta / 2) of it. */
    @Override
    public double logStripGrowth(double order) {
        return 1;
    }
}
