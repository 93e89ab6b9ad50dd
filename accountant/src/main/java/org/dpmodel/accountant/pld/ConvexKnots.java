package org.dpmodel.accountant.pld;

/**
 * The lower convex hull of a piecewise linear hockey-stick curve, given by the (signed) masses at its knots.
 *
 * <p>A negative mass is a concave kink. Replacing it by the chord between its neighbours splits it between them so that
 * mass under both distributions is preserved; this lowers the curve. At the left end a negative mass is moved to the
 * right, which also lowers the curve; at the right end there is nothing to move it to, and the result is the curve 0.
 */
final class ConvexKnots {
    private ConvexKnots() {}

    static double[] lowerHull(double[] signedMasses, int top, double step) {
        double[] masses = signedMasses.clone();
        int[] knots = new int[top + 1];
        int size = 0;
        for (int knot = 0; knot <= top; knot++) {
            knots[size++] = knot;
            while (size >= 2 && masses[knots[size - 2]] < 0) {
                splitSecondToLast(masses, knots, size, step);
                knots[size - 2] = knots[size - 1];
                size--;
            }
        }
        return masses[top] < 0 ? new double[masses.length] : masses;
    }

    private static void splitSecondToLast(double[] masses, int[] knots, int size, double step) {
        int knot = knots[size - 2];
        int right = knots[size - 1];
        double mass = masses[knot];
        masses[knot] = 0;
        if (size == 2) {
            masses[right] += mass;
            return;
        }
        int left = knots[size - 3];
        double toLeft = Math.expm1((right - knot) * step) / Math.expm1((right - left) * step);
        masses[left] += mass * toLeft;
        masses[right] += mass * (1 - toLeft);
    }
}
