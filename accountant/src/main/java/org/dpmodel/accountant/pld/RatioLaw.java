package org.dpmodel.accountant.pld;

/**
 * The law, under Q, of a sum of independent likelihood ratios, on finitely many points: larger than the true law in
 * convex order, or smaller, up to stated errors. Immutable by convention: the arrays are never changed.
 *
 * <p>With position error e and mass error k, the following holds for the sum S, a random variable X with this law, and
 * non-negative convex functions f: if the law is the larger one, E f(S) is at most (1 + k) E f((1 + e) X) for increasing
 * f, up to the lost mass, and at most (1 + k) E f((1 - e) X) for decreasing f; if it is the smaller one, E f(S) is at
 * least (1 - k) E f((1 - e) X), and (1 - k) E f((1 + e) X).
 */
final class RatioLaw {
    /** Number of ratios added: the mean of the sum. */
    final long terms;
    /** Ascending, at least 0. */
    final double[] points;

    final double[] masses;
    /** How much larger E (S - y)⁺ may be than under this law, because of mass above the grids. */
    final double lost;

    final double placeError;
    final double massError;

    RatioLaw(long terms, double[] points, double[] masses, double lost, double placeError, double massError) {
        this.terms = terms;
        this.points = points;
        this.masses = masses;
        this.lost = lost;
        this.placeError = placeError;
        this.massError = massError;
    }

    /** ln E e^(-rate X). */
    double logLaplace(double rate) {
        double least = points[0];
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            sum += masses[i] * Math.exp(-rate * (points[i] - least));
        }
        return Math.log(sum) - rate * least;
    }

    /** The smallest point beyond which at most the given mass under P lies, where P is this law weighted by its points. */
    double upperPoint(double mass) {
        double above = 0;
        int i = points.length;
        while (i > 1 && above <= mass) {
            i--;
            above += masses[i] * points[i] / terms;
        }
        return points[i];
    }

    /** The largest point below which at most the given mass lies. */
    double lowerPoint(double mass) {
        double below = masses[0];
        int i = 0;
        while (i < points.length - 1 && (below <= mass || points[i] == 0)) {
            i++;
            below += masses[i];
        }
        return points[i];
    }
}
