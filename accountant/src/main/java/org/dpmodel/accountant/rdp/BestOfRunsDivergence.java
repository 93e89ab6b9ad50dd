package org.dpmodel.accountant.rdp;

import org.dpmodel.accountant.RunCount;

/**
 * Rényi divergences of the best of a random number of runs, from those of one run (Papernot and Steinke 2022, arXiv 2110.03620).
 *
 * <p>Truncated negative binomial numbers, Theorem 2: at order a, for every other order b,
 *
 * <pre>
 * rdp(a) + (1 + η) ((1 - 1/b) rdp(b) + ln(1/γ) / b) + ln E[K] / (a - 1)
 * </pre>
 *
 * <p>Poisson numbers, Theorem 6, including the outcome of no run: at order a, with d the smallest delta of one run for
 * epsilon ln(a / (a - 1)),
 *
 * <pre>
 * ln(e^-μ + μ e^((a - 1) (rdp(a) + μ d))) / (a - 1)
 * </pre>
 *
 * <p>Divergences increase with the order, so a bound at a larger order is also one at a smaller order.
 */
final class BestOfRunsDivergence {
    private final RdpOrders orders;

    BestOfRunsDivergence(RdpOrders orders) {
        this.orders = orders;
    }

    /** One divergence per order, from those of one run. */
    double[] values(RunCount count, double[] run) {
        double[] result = count instanceof RunCount.NegativeBinomial runs
                ? negativeBinomial(runs, run)
                : poisson(count.mean(), run);
        for (int i = result.length - 2; i >= 0; i--) {
            result[i] = Math.min(result[i], result[i + 1]);
        }
        return result;
    }

    private double[] negativeBinomial(RunCount.NegativeBinomial count, double[] run) {
        double logarithm = -Math.log(count.gamma());
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < run.length; j++) {
            double inverse = 1 / orders.get(j);
            least = Math.min(least, (1 - inverse) * run[j] + logarithm * inverse);
        }
        double[] result = new double[run.length];
        for (int i = 0; i < run.length; i++) {
            result[i] = run[i] + (1 + count.shape()) * least + Math.log(count.mean()) / (orders.get(i) - 1);
        }
        return result;
    }

    private double[] poisson(double mean, double[] run) {
        RdpConversion conversion = new RdpConversion(orders);
        double[] result = new double[run.length];
        for (int i = 0; i < run.length; i++) {
            double above = orders.get(i) - 1;
            double delta =
                    Math.min(1, conversion.delta(run, Math.log1p(1 / above)).value());
            double some = Math.log(mean) + above * (run[i] + mean * delta);
            double none = -mean;
            double larger = Math.max(some, none);
            double both = larger + Math.log1p(Math.exp(Math.min(some, none) - larger));
            result[i] = Math.max(0, both / above);
        }
        return result;
    }
}
