package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.internal.DominatingPair;

/**
 * The privacy loss of one step in one direction, as an increasing function on the line: ln(P/Q) under P, or, reversed,
 * ln(Q/P) under Q with the line mirrored.
 */
record PrivacyLoss(DominatingPair pair, boolean reversed) {
    private static final double FARTHEST = 40;

    double at(double x) {
        return reversed ? -pair.logRatio(-x) : pair.logRatio(x);
    }

    /** The point with the given loss; infinite outside the range of the loss. */
    double pointOf(double loss) {
        return reversed ? -pair.pointOf(-loss) : pair.pointOf(loss);
    }

    /** Logarithm of the density of the measure of the loss, given the loss at the point. */
    double logDensity(double x, double loss) {
        return reversed ? pair.logDensityQ(-x) : pair.logDensityQ(x) + loss;
    }

    double upperTail(double x) {
        return reversed ? pair.lowerTailQ(-x) : pair.upperTailP(x);
    }

    double lowerTail(double x) {
        return reversed ? pair.upperTailQ(-x) : pair.lowerTailP(x);
    }

    /** A point with at most the given mass above it, not much farther out than necessary. */
    double upperPoint(double mass) {
        double low = -FARTHEST;
        double high = FARTHEST + pair.mu();
        while (high - low > 1e-3) {
            double middle = (low + high) / 2;
            if (upperTail(middle) > mass) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** A point with at most the given mass below it, not much farther out than necessary. */
    double lowerPoint(double mass) {
        double low = -FARTHEST - pair.mu();
        double high = FARTHEST;
        while (high - low > 1e-3) {
            double middle = (low + high) / 2;
            if (lowerTail(middle) > mass) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }
}
