package org.dpmodel.accountant.internal;

/**
 * The dominating pair of {@link DominatingPair} under replace-one.
 *
 * @param samplingProbability q in (0, 1]
 * @param mu distance between the sampled components, above 0
 */
public record ReplacePair(double samplingProbability, double mu) implements DominatingPair {
    private static final double LARGE = 30;
    private static final double ROUNDING = 2e-15;
    /** Up to here exp(mu² / 8) has a relative error of about 1e-15, like everything else. */
    private static final double SMALL_MU = 4;

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

    /** To within {@link #pointRounding}. */
    @Override
    public double pointOf(double logRatio) {
        return logRatio >= 0 ? positivePointOf(logRatio) : -positivePointOf(-logRatio);
    }

    /**
     * With t = exp(mu z / 2), a = 1 - q and b = q exp(-mu^2 / 8), L = (a + b t) / (a + b / t) = e^l is a quadratic
     * equation with the root t = exp(l / 2 + arsinh(a sinh(l / 2) / b)).
     */
    private double positivePointOf(double logRatio) {
        if (mu <= SMALL_MU) {
            // the logarithm of a tiny argument would cost digits of the argument
            double argument =
                    (1 - samplingProbability) * (Math.sinh(logRatio / 2) / samplingProbability) * Math.exp(mu * mu / 8);
            if (argument <= LARGE) {
                return 2 / mu * (logRatio / 2 + arsinh(argument));
            }
        }
        double logB = Math.log(samplingProbability) - mu * mu / 8;
        double logArgument = samplingProbability == 1
                ? Double.NEGATIVE_INFINITY
                : Math.log1p(-samplingProbability) + logSinh(logRatio / 2) - logB;
        return 2 / mu * (logRatio / 2 + arsinhOfExp(logArgument));
    }

    /**
     * Bound on the error of {@link #pointOf}: some units of rounding of the point, of the distance between the components,
     * and, where logarithms were added, of the largest of them.
     *
     * @param logRatio the privacy loss
     * @param point its point
     * @return a distance in z
     */
    public double pointRounding(double logRatio, double point) {
        double logarithms = mu <= SMALL_MU && Math.abs(point) * mu < LARGE
                ? 0
                : Math.abs(logRatio) + Math.abs(Math.log(samplingProbability)) + mu * mu / 8;
        return ROUNDING * (Math.abs(point) + mu + 2 / mu * logarithms);
    }

    private static double logSinh(double x) {
        return x > 1 ? x + Math.log(-Math.expm1(-2 * x) / 2) : Math.log(Math.sinh(x));
    }

    private static double arsinhOfExp(double logX) {
        if (logX > LARGE) {
            return Math.log(2) + logX;
        }
        return arsinh(Math.exp(logX));
    }

    private static double arsinh(double x) {
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
