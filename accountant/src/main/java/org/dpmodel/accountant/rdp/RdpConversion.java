package org.dpmodel.accountant.rdp;

/**
 * From Rényi divergences to (epsilon, delta) and back.
 *
 * <pre>
 * epsilon = min over orders a of  rdp(a) + ln(1 - 1/a) - ln(delta a) / (a - 1)
 * ln delta = min over orders a of  (a - 1) (rdp(a) - epsilon + ln(1 - 1/a)) - ln a
 * </pre>
 *
 * (Balle et al. 2020, arXiv 1905.09982, Theorem 21; Canonne, Kamath, Steinke 2020, arXiv 2004.00010, Proposition 12), and
 * the total variation bound δ² ≤ 1 - exp(-rdp(a)), which holds at epsilon 0 (Bretagnolle and Huber 1979). Orders up to
 * 1.01 use only the latter, since the former loses digits there.
 */
final class RdpConversion {
    private static final double SMALLEST_ORDER = 1.01;

    /** An epsilon or delta and the index of the order that gave it. */
    record Optimum(double value, int index) {}

    private final double[] orders;
    private final double[] logOneMinusInverse;
    private final double[] logOrder;

    RdpConversion(RdpOrders grid) {
        orders = grid.toArray();
        logOneMinusInverse = new double[orders.length];
        logOrder = new double[orders.length];
        for (int i = 0; i < orders.length; i++) {
            logOneMinusInverse[i] = Math.log1p(-1 / orders[i]);
            logOrder[i] = Math.log(orders[i]);
        }
    }

    Optimum epsilon(double[] divergences, double delta) {
        double logDelta = Math.log(delta);
        Optimum best = new Optimum(Double.POSITIVE_INFINITY, orders.length - 1);
        for (int i = 0; i < orders.length; i++) {
            double epsilon = Double.POSITIVE_INFINITY;
            if (delta * delta + Math.expm1(-divergences[i]) > 0) {
                epsilon = 0;
            } else if (orders[i] > SMALLEST_ORDER) {
                epsilon = Math.max(
                        0, divergences[i] + logOneMinusInverse[i] - (logDelta + logOrder[i]) / (orders[i] - 1));
            }
            if (epsilon < best.value) {
                best = new Optimum(epsilon, i);
            }
        }
        return best;
    }

    Optimum delta(double[] divergences, double epsilon) {
        Optimum best = new Optimum(0, orders.length - 1);
        for (int i = 0; i < orders.length; i++) {
            double logDelta = Math.log(-Math.expm1(-divergences[i])) / 2;
            if (orders[i] > SMALLEST_ORDER) {
                logDelta = Math.min(
                        logDelta, (orders[i] - 1) * (divergences[i] - epsilon + logOneMinusInverse[i]) - logOrder[i]);
            }
            if (logDelta < best.value) {
                best = new Optimum(logDelta, i);
            }
        }
        return new Optimum(Math.exp(best.value), best.index);
    }
}
