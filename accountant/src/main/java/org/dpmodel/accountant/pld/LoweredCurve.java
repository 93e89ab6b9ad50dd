package org.dpmodel.accountant.pld;

/**
 * Converts the masses that connect the dots of a hockey-stick curve H to masses whose curve lies below H everywhere.
 *
 * <p>Let c_i, at knot y_i = e^(i h), be the larger of the chord gaps of the two adjacent cells. The curve through H(y_i)
 * - c_i lies below H, since the chord within a cell exceeds H by at most the cell's gap. Its masses are those that
 * connect the dots minus the second difference of c, so the error is of the order of h², as on the pessimistic side. At
 * the top the curve is truncated: from some knot r on it is 0, which is allowed once H(y_r) is at least the gap before
 * it. Concave kinks are removed by {@link ConvexKnots}.
 */
final class LoweredCurve {
    /** Compensates for the rounding of the gaps. */
    private static final double GAP_ROUNDING = 1 + 1e-9;

    private LoweredCurve() {}

    /**
     * The lowered masses.
     *
     * @param masses masses at the n + 1 knots
     * @param cellGaps chord gaps of the n cells
     * @param step h
     * @return masses at the same knots, none negative; all 0 if no curve was found
     */
    static double[] masses(double[] masses, double[] cellGaps, double step) {
        int n = cellGaps.length;
        double[] gaps = knotGaps(cellGaps);
        double down = -Math.expm1(-step);
        double up = Math.expm1(step);
        double value = 0;
        double slopeMass = masses[n];
        for (int top = n - 1; top >= 1; top--) {
            // value is H at knot top, valueBelow at the knot before it
            value += down * slopeMass;
            slopeMass = masses[top] + Math.exp(-step) * slopeMass;
            double valueBelow = value + down * slopeMass;
            if (value >= cellGaps[top - 1] * GAP_ROUNDING && valueBelow >= gaps[top - 1]) {
                gaps[top] = value;
                return cutAt(top, (valueBelow - gaps[top - 1]) / down, masses, gaps, down, up, step);
            }
        }
        return new double[n + 1];
    }

    private static double[] cutAt(
            int top, double topMass, double[] masses, double[] gaps, double down, double up, double step) {
        double[] lowered = new double[masses.length];
        double before = 0;
        for (int knot = 0; knot < top; knot++) {
            lowered[knot] = masses[knot] + (gaps[knot] - before) / down - (gaps[knot + 1] - gaps[knot]) / up;
            before = gaps[knot];
        }
        lowered[top] = topMass;
        // the knot before the first one would get -gap / (e^h - 1); one knot further up, this lowers the curve even
        // more
        lowered[0] -= gaps[0] / up;
        return ConvexKnots.lowerHull(lowered, top, step);
    }

    private static double[] knotGaps(double[] cellGaps) {
        double[] gaps = new double[cellGaps.length + 1];
        for (int cell = 0; cell < cellGaps.length; cell++) {
            double gap = cellGaps[cell] * GAP_ROUNDING;
            gaps[cell] = Math.max(gaps[cell], gap);
            gaps[cell + 1] = gap;
        }
        return gaps;
    }
}
