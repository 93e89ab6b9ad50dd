package org.dpmodel.accountant.pld;

import java.util.Arrays;

/**
 * Mass and first moment of a sum of likelihood ratios in each cell of a grid. A cell's mass may be split between its ends
 * or concentrated at its mean: the first law is larger than the true one in convex order, the second one smaller.
 *
 * <p>All sums have positive terms, so errors are relative, even far out in the tails.
 */
final class RatioCells {
    /** Masses below this are ignored, since they do not affect even a delta of 1e-50. */
    private static final double NEGLIGIBLE = 1e-75;

    private static final double ROUNDING = 0x1p-52;
    /** Operations beside summation. */
    private static final int OPERATIONS = 32;

    /** Start of each cell, the first one 0; the last cell has no end. */
    private final double[] edges;

    private final long terms;
    final double[] masses;
    final double[] moments;
    private final double lost;
    private final double placeError;
    private final double massError;

    RatioCells(double[] edges, long terms, double lost, double placeError, double massError) {
        this.edges = edges;
        this.terms = terms;
        this.masses = new double[edges.length];
        this.moments = new double[edges.length];
        this.lost = lost;
        this.placeError = placeError;
        this.massError = massError;
    }

    /** The cells of the sum of two independent variables; adding a law to itself takes half of the time. */
    static RatioCells sum(RatioLaw first, RatioLaw second, double[] edges) {
        double rounding = ROUNDING * (first.points.length + (double) second.points.length + OPERATIONS);
        RatioCells cells = new RatioCells(
                edges,
                first.terms + second.terms,
                first.lost + second.lost,
                Math.max(first.placeError, second.placeError) + rounding,
                first.massError + second.massError + rounding);
        double[] moments = new double[second.points.length];
        for (int j = 0; j < moments.length; j++) {
            moments[j] = second.masses[j] * second.points[j];
        }
        for (int i = 0; i < first.points.length; i++) {
            double x = first.points[i];
            double mass = first.masses[i];
            if (first == second) {
                cells.add(cells.cellOf(2 * x), mass * mass, 2 * x * mass * mass);
                cells.addRow(x, 2 * mass, second, moments, i + 1);
            } else {
                cells.addRow(x, mass, second, moments, 0);
            }
        }
        return cells;
    }

    /** Adds mass times the part of a law from a point on, moved by x. */
    private void addRow(double x, double mass, RatioLaw law, double[] lawMoments, int from) {
        int n = law.points.length;
        if (from == n) {
            return;
        }
        int cell = cellOf(x + law.points[from]);
        int j = from;
        while (j < n) {
            double end = cell + 1 < edges.length ? edges[cell + 1] - x : Double.POSITIVE_INFINITY;
            double sum = 0;
            double moment = 0;
            while (j < n && law.points[j] < end) {
                sum += law.masses[j];
                moment += lawMoments[j];
                j++;
            }
            add(cell, mass * sum, mass * (x * sum + moment));
            cell++;
        }
    }

    private int cellOf(double x) {
        int found = Arrays.binarySearch(edges, x);
        return found >= 0 ? found : -found - 2;
    }

    void add(int cell, double mass, double moment) {
        masses[cell] += mass;
        moments[cell] += moment;
    }

    double lost() {
        return lost;
    }

    double placeError() {
        return placeError;
    }

    double massError() {
        return massError;
    }

    /** The larger law: mass and mean of each cell are represented by its ends. Mass above the grid is moved to 0, and lost. */
    RatioLaw spread() {
        int last = edges.length - 1;
        double[] split = new double[edges.length];
        double nowLost = lost + moments[last] * (1 + massError);
        split[0] = masses[last];
        for (int cell = 0; cell < last; cell++) {
            double upper = upperShare(cell, edges[cell], edges[cell + 1]);
            split[cell] += masses[cell] - upper;
            split[cell + 1] += upper;
        }
        double[] points = new double[edges.length];
        double[] kept = new double[edges.length];
        kept[0] = split[0];
        int size = 1;
        for (int i = 1; i < edges.length; i++) {
            if (split[i] >= NEGLIGIBLE) {
                points[size] = edges[i];
                kept[size] = split[i];
                size++;
            } else {
                kept[0] += split[i];
                nowLost += split[i] * edges[i] * (1 + massError);
            }
        }
        return new RatioLaw(
                terms, Arrays.copyOf(points, size), Arrays.copyOf(kept, size), nowLost, placeError, massError);
    }

    private double upperShare(int cell, double begin, double end) {
        return Math.max(0, Math.min(masses[cell], (moments[cell] - begin * masses[cell]) / (end - begin)));
    }

    /**
     * The smaller law: the mass of each cell is concentrated at its mean; cells of negligible mass are joined with the
     * next one.
     */
    RatioLaw contracted() {
        double[] points = new double[edges.length];
        double[] kept = new double[edges.length];
        int size = 0;
        double mass = 0;
        double moment = 0;
        for (int cell = 0; cell < edges.length; cell++) {
            mass += masses[cell];
            moment += moments[cell];
            if (mass >= NEGLIGIBLE) {
                points[size] = moment / mass;
                kept[size] = mass;
                size++;
                mass = 0;
                moment = 0;
            }
        }
        return new RatioLaw(terms, Arrays.copyOf(points, size), Arrays.copyOf(kept, size), 0, placeError, massError);
    }
}
