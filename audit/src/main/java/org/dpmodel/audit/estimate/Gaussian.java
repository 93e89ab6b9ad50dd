package org.dpmodel.audit.estimate;

import org.apache.commons.math3.special.Erf;
import org.dpmodel.accountant.gdp.GaussianPrivacyCurve;
import org.dpmodel.validation.Require;

/** The normal distribution, and Gaussian differential privacy: mu is the distance of two normal distributions in deviations. */
final class Gaussian {
    private static final double SQRT_TWO = Math.sqrt(2);
    private static final double ONE_HALF = 0.5;
    private static final double LARGEST_MU = 1e3;

    private Gaussian() {}

    static double upperTail(double z) {
        return Erf.erfc(z / SQRT_TWO) / 2;
    }

    /** The z with P(Z &gt; z) = mass. */
    static double upperQuantile(double mass) {
        return SQRT_TWO * Erf.erfcInv(2 * mass);
    }

    /** The mu of two normal distributions with this AUC, Φ(mu / √2); 0 if it is not above 1/2. */
    static double muOfArea(double area) {
        return area <= ONE_HALF ? 0 : SQRT_TWO * upperQuantile(1 - area);
    }

    /** The epsilon of a Gaussian mechanism; 0 for mu = 0. */
    static double epsilon(double mu, double delta) {
        return mu > 0 ? new GaussianPrivacyCurve(mu).lowerEpsilon(delta) : 0;
    }

    /** The mu of a Gaussian mechanism of this epsilon. */
    static double muOfEpsilon(double epsilon, double delta) {
        return Bisection.largest(0, LARGEST_MU, mu -> epsilon(mu, delta) <= epsilon);
    }

    static double checkError(double error) {
        if (!(error > 0 && error <= ONE_HALF)) {
            throw Require.broken("error", "must be in (0, 0.5]", error, "pass 0.05 for one-sided 95 %");
        }
        return error;
    }
}
