package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.internal.Normal;

/**
 * The curves of an epoch of two or three bins by direct quadrature: the last bin in closed form (Black and Scholes 1973), the
 * others by the trapezoid rule, whose error is below 1e-12 where it resolves the integrand: for two bins, and for three with
 * mu at most 0.4 and y about 1.
 */
record AllocationQuadrature(int bins, double mu) {
    private static final double END = 9.5;
    private static final int POINTS_OF_ONE = 40_000;
    private static final int POINTS_OF_TWO = 600;

    /** E_Q (R - y)⁺: the divergence of P from Q. */
    double removed(double y) {
        return mean(bins - 1, 0, y * bins, false) / bins;
    }

    /** E_Q (1 - y R)⁺: the divergence of Q from P. */
    double added(double y) {
        return mean(bins - 1, 0, bins / y, true) * y / bins;
    }

    /** E (sum + X_1 + ... + X_left + X - strike)⁺, or of the opposite sign. */
    private double mean(int left, double sum, double strike, boolean put) {
        if (left == 0) {
            double call = call(strike - sum);
            return put ? call - 1 - sum + strike : call;
        }
        int points = bins == 2 ? POINTS_OF_ONE : POINTS_OF_TWO;
        double step = 2 * END / points;
        double total = 0;
        for (int i = 0; i <= points; i++) {
            double z = -END + i * step;
            total += Normal.density(z) * step * mean(left - 1, sum + Math.exp(mu * z - mu * mu / 2), strike, put);
        }
        return total;
    }

    /** E (X - k)⁺ for a lognormal X of mean 1. */
    private double call(double k) {
        if (k <= 0) {
            return 1 - k;
        }
        double d = Math.log(k) / mu;
        return Normal.upperTail(d - mu / 2) - k * Normal.upperTail(d + mu / 2);
    }
}
