package org.dpmodel.accountant.zcdp;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/** Converts rho to (epsilon, delta). */
public enum ZcdpConversion {
    /**
     * epsilon = rho + 2 √(rho ln(1/delta)) (Bun and Steinke 2016, arXiv 1605.02065, Proposition 1.3). What MindArmour uses.
     */
    SIMPLE {
        @Override
        double epsilon(double rho, double delta) {
            return rho + 2 * Math.sqrt(rho * -Math.log(delta));
        }

        @Override
        double delta(double rho, double epsilon) {
            double excess = Math.max(0, epsilon - rho);
            return Math.exp(-excess * excess / (4 * rho));
        }
    },

    /**
     * epsilon = inf over real a &gt; 1 of rho a + ln(1 - 1/a) - ln(delta a) / (a - 1) (Canonne, Kamath, Steinke 2020,
     * arXiv 2004.00010, Corollary 13). Never above the simple one.
     */
    TIGHT {
        @Override
        double epsilon(double rho, double delta) {
            if (rho == Double.POSITIVE_INFINITY) {
                return rho;
            }
            double least = minimum(a -> rho * (1 + a) - Math.log1p(1 / a) - (Math.log(delta) + Math.log1p(a)) / a);
            return Math.max(0, least);
        }

        @Override
        double delta(double rho, double epsilon) {
            if (rho == Double.POSITIVE_INFINITY) {
                return 1;
            }
            double logDelta = minimum(a -> a * (rho * (1 + a) - epsilon - Math.log1p(1 / a)) - Math.log1p(a));
            return Math.min(1, Math.exp(logDelta));
        }
    };

    private static final double LOG_RANGE = 60;

    /** Minimizes over order - 1 in log scale; any value found is a valid bound. */
    private static double minimum(UnivariateFunction ofOrderMinusOne) {
        return new BrentOptimizer(1e-9, 1e-12)
                .optimize(
                        new MaxEval(500),
                        GoalType.MINIMIZE,
                        new UnivariateObjectiveFunction(t -> ofOrderMinusOne.value(Math.exp(t))),
                        new SearchInterval(-LOG_RANGE / 2, LOG_RANGE, 1))
                .getValue();
    }

    /**
     * The epsilon of rho.
     *
     * @param rho above 0
     * @param delta strictly between 0 and 1
     * @return epsilon, at least 0
     */
    abstract double epsilon(double rho, double delta);

    /**
     * The delta of rho.
     *
     * @param rho above 0
     * @param epsilon at least 0
     * @return delta in [0, 1]
     */
    abstract double delta(double rho, double epsilon);
}
