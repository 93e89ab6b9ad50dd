package org.dpmodel.accountant.internal;

/**
 * The dominating pair of {@link DominatingPair} under replace-one.
 *
 * @param samplingProbability q in (0, 1]
 * @param mu distance between the sampled components, above 0
 */
public record ReplacePair(double samplingProbability, double mu) implements DominatingPair {
    private static final double LARGE = 30;

    @Override
    public double logRatio(double z) {
        // L(-z) = 1 / L(z): evaluate where the ratio is at least 1
        return z >= 0 ? positiveLogRatio(z) : -positiveLogRatio(-z);
    }

    private double positiveLogRatio(double z) {
        if (samplingProbability == 1) {
            return mu * z;
        }
        double up = mu / 2 * (z - mu / 4);
        double down = -mu / 2 * (z + mu / 4);
        return up > LARGE
                ? up
                        + Math.log(samplingProbability + (1 - samplingProbability) * Math.exp(-up))
                        - Math.log1p(samplingProbability * Math.expm1(down))
                : Math.log1p(ratioMinusOne(z));
    }

    /** q (e^up - e^down) / (1 - q + q e^down) with up - down = mu z, in the form that neither cancels nor overflows. */
    @Override
    public double ratioMinusOne(double z) {
        double down = -mu / 2 * (z + mu / 4);
        if (z < 0) {
            return samplingProbability
                    * Math.expm1(mu * z)
                    / ((1 - samplingProbability) * Math.exp(-down) + samplingProbability);
        }
        return samplingProbability
                * Math.exp(mu / 2 * (z - mu / 4))
                * -Math.expm1(-mu * z)
                / (1 - samplingProbability + samplingProbability * Math.exp(down));
    }

    @Override
    public double pointOf(double logRatio) {
        return logRatio >= 0 ? positivePointOf(logRatio) : -positivePointOf(-logRatio);
    }

    /**
     * With t = exp(mu z / 2), a = 1 - q and b = q exp(-mu^2 / 8), L = (a + b t) / (a + b / t) = e^l is a quadratic
     * equation with the root t = exp(l / 2 + arsinh(a sinh(l / 2) / b)).
     */
    private double positivePointOf(double logRatio) {
        double logB = Math.log(samplingProbability) - mu * mu / 8;
        double logArgument = samplingProbability == 1
                ? Double.NEGATIVE_INFINITY
                : Math.log1p(-samplingProbability) + logSinh(logRatio / 2) - logB;
        return 2 / mu * (logRatio / 2 + arsinhOfExp(logArgument));
    }

    private static double logSinh(double x) {
        return x > 1 ? x + Math.log(-Math.expm1(-2 * x) / 2) : Math.log(Math.sinh(x));
    }

    private static double arsinhOfExp(double logX) {
        if (logX > LARGE) {
            return Math.log(2) + logX;
        }
        double x = Math.exp(logX);
        return Math.log1p(x + x * x / (1 + Math.sqrt(1 + x * x)));
    }

    @Override
    public double logDensityQ(double z) {
        double down = -mu / 2 * (z + mu / 4);
        double logMixture = down > LARGE
                ? down + Math.log(samplingProbability + (1 - samplingProbability) * Math.exp(-down))
                : samplingProbability == 1 ? down : Math.log1p(samplingProbability * Math.expm1(down));
        return Normal.logDensity(z) + logMixture;
    }

    @Override
    public double upperTailP(double z) {
        return (1 - samplingProbability) * Normal.upperTail(z) + samplingProbability * Normal.upperTail(z - mu / 2);
    }

    @Override
    public double upperTailQ(double z) {
        return (1 - samplingProbability) * Normal.upperTail(z) + samplingProbability * Normal.upperTail(z + mu / 2);
    }

    @Override
    public double lowerTailP(double z) {
        return upperTailQ(-z);
    }

    @Override
    public double lowerTailQ(double z) {
        return upperTailP(-z);
    }

    /** Q has its zeros at imaginary part 2 pi / mu; a quarter of that. */
    @Override
    public double analyticHalfWidth() {
        return 0.5 * Math.PI / mu;
    }

    /** |Q(z + iy)| is at least cos(pi/8) of Q(z) e^(y^2/2) in the strip, and enters with power 1 - order. */
    @Override
    public double logStripGrowth(double order) {
        return order * -Math.log(Math.cos(Math.PI / 8)) + 1;
    }
}
