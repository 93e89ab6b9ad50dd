package org.dpmodel.accountant.internal;

/** The Gauss-Legendre rule with eight points on [-1, 1]: exact for polynomials of degree 15. */
public final class LegendreRule {
    /** Number of points. */
    public static final int POINTS = 8;

    private static final int HALF = POINTS / 2;
    private static final double[] NODES = {0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363
    };
    private static final double[] WEIGHTS = {
        0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
    };

    private LegendreRule() {}

    /**
     * A point of the rule.
     *
     * @param i its number, in [0, 8), in ascending order of the points
     * @return in (-1, 1)
     */
    public static double node(int i) {
        return i < HALF ? -NODES[HALF - 1 - i] : NODES[i - HALF];
    }

    /**
     * The weight of a point.
     *
     * @param i its number, in [0, 8)
     * @return above 0; all of them add up to 2
     */
    public static double weight(int i) {
        return WEIGHTS[i < HALF ? HALF - 1 - i : i - HALF];
    }
}
