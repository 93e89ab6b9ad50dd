package org.dpmodel.accountant.pld;

/**
 * The mass of the privacy loss distribution in each cell [k h, (k + 1) h] of a grid, by the Gauss-Legendre rule on
 * positive integrands.
 *
 * <p>With u the distance of a loss from the lower end of its cell:
 *
 * <ul>
 *   <li>{@code lower}: mass times (e^(h-u) - 1) / (e^h - 1), the part that goes to the lower end,
 *   <li>{@code upper}: the rest. This split preserves the cell's mass under both distributions of the pair: it connects
 *       the dots of the hockey-stick curve (Doroshenko et al. 2022, arXiv 2207.04380, section 4).
 *   <li>{@code gap}: mass times (e^u - 1)(e^(h-u) - 1) / (e^h - 1), which bounds how much the chord over the cell exceeds
 *       the hockey-stick curve: the maximum of the Green's function of the cell.
 * </ul>
 *
 * Points and weights are those of the three- and six-point rules; with width times scale at most 0.01 and 1 their relative
 * error is below 2e-16.
 */
final class CellIntegrals {
    private static final double[] THREE_NODES = {-0.7745966692414834, 0, 0.7745966692414834};
    private static final double[] THREE_WEIGHTS = {0.5555555555555556, 0.8888888888888888, 0.5555555555555556};
    private static final double[] SIX_NODES = {
        -0.932469514203152,
        -0.6612093864662645,
        -0.2386191860831969,
        0.2386191860831969,
        0.6612093864662645,
        0.932469514203152
    };
    private static final double[] SIX_WEIGHTS = {
        0.1713244923791704, 0.3607615730481386, 0.467913934572691,
        0.467913934572691, 0.3607615730481386, 0.1713244923791704
    };
    private static final double NARROW = 0.01;
    private static final double SMALL = 1e-3;

    final int firstCell;
    final double[] lower;
    final double[] upper;
    final double[] gap;

    private final PrivacyLoss loss;
    private final double step;
    private final double expm1Step;

    /** Integrates over the cells that the losses of the points from low to high fall into. */
    CellIntegrals(PrivacyLoss loss, double step, double low, double high) {
        this.loss = loss;
        this.step = step;
        this.expm1Step = expm1(step);
        firstCell = Math.toIntExact((long) Math.floor(loss.at(low) / step));
        int cells = Math.toIntExact((long) Math.floor(loss.at(high) / step)) - firstCell + 1;
        lower = new double[cells];
        upper = new double[cells];
        gap = new double[cells];
        double left = low;
        for (int cell = 0; cell < cells; cell++) {
            double edge = cell == cells - 1 ? high : loss.pointOf((firstCell + cell + 1.0) * step);
            double right = Math.max(left, Math.min(high, edge));
            integrate(cell, left, right);
            left = right;
        }
    }

    private void integrate(int cell, double left, double right) {
        double width = right - left;
        double scale = Math.max(Math.max(1, loss.pair().mu()), Math.max(Math.abs(left), Math.abs(right)));
        if (width * scale < NARROW) {
            add(cell, left, width, THREE_NODES, THREE_WEIGHTS);
            return;
        }
        int parts = (int) Math.ceil(width * scale);
        for (int part = 0; part < parts; part++) {
            add(cell, left + part * width / parts, width / parts, SIX_NODES, SIX_WEIGHTS);
        }
    }

    private void add(int cell, double left, double width, double[] nodes, double[] weights) {
        double cellStart = (firstCell + cell) * step;
        for (int i = 0; i < nodes.length; i++) {
            double x = left + width / 2 * (1 + nodes[i]);
            double value = loss.at(x);
            double mass = Math.exp(loss.logDensity(x, value)) * weights[i] * width / 2;
            double offset = Math.max(0, Math.min(step, value - cellStart));
            double share = expm1(step - offset) / expm1Step;
            lower[cell] += mass * share;
            upper[cell] += mass * (1 - share);
            gap[cell] += mass * share * expm1(offset);
        }
    }

    /** e^x - 1; for small x by its series, exact to rounding and much faster. */
    private static double expm1(double x) {
        return x < SMALL ? x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5)))) : Math.expm1(x);
    }
}
