package org.dpmodel.accountant.pld;

import java.util.Arrays;

/** Starts of cells whose width follows the scale of the law of a sum of likelihood ratios. Any choice gives a valid bound. */
final class RatioGrid {
    /** Width of a cell in units of the scale of the law. */
    private static final double FINENESS = 0.01;

    private static final int LARGEST_SIZE = 5000;
    /** ln of the mass that may lie below the grid. */
    private static final double LOG_BELOW = -92;

    private static final int RATES = 48;
    private static final double ROOM = 20;
    private static final double SAFE = 0.999;

    private final RatioLaw one;
    private final double lowest;
    private final double highest;
    private final double[] rates = new double[RATES];
    private final double[] logLaplace = new double[RATES];
    private final double[] massAbove;
    private final double[] meanBelow;
    private final double[] varianceBelow;

    /**
     * Grids for sums of a ratio.
     *
     * @param one the law of one ratio, accurate enough for the choice
     * @param lowest start of its grid, above 0
     * @param highest end of its grid
     */
    RatioGrid(RatioLaw one, double lowest, double highest) {
        this.one = one;
        this.lowest = lowest;
        this.highest = highest;
        int n = one.points.length;
        massAbove = new double[n];
        meanBelow = new double[n];
        varianceBelow = new double[n];
        double above = 0;
        for (int i = n - 1; i >= 0; i--) {
            massAbove[i] = above;
            above += one.masses[i];
        }
        // relative to 1, the mean of all, so that small deviations of a ratio do not cancel
        double mass = 0;
        double excess = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double distance = one.points[i] - 1;
            mass += one.masses[i];
            excess += one.masses[i] * distance;
            square += one.masses[i] * distance * distance;
            meanBelow[i] = 1 + excess / mass;
            varianceBelow[i] = Math.max(Double.MIN_NORMAL, square / mass - (excess / mass) * (excess / mass));
        }
        double deviation = Math.sqrt(varianceBelow[n - 1]);
        double first = Math.log(0.01 / deviation);
        double last = Math.log(1e4 / lowest);
        for (int k = 0; k < RATES; k++) {
            rates[k] = Math.exp(first + (last - first) * k / (RATES - 1));
            logLaplace[k] = one.logLaplace(rates[k]);
        }
    }

    /** The grid of a sum of the given number of terms. */
    double[] ofSum(long terms) {
        int bulk = 0;
        while (bulk < one.points.length - 1 && massAbove[bulk] * terms > 0.5) {
            bulk++;
        }
        double mean = terms * meanBelow[bulk];
        double deviation = Math.sqrt(terms * varianceBelow[bulk]);
        double top = highest + 2.0 * terms + ROOM * deviation;
        return edges(lowEnd(terms), top, mean, deviation);
    }

    /** A point with negligible mass below it, by Chernoff's bound. */
    private double lowEnd(long terms) {
        double best = lowest;
        for (int k = 0; k < RATES; k++) {
            best = Math.max(best, SAFE * (LOG_BELOW - terms * logLaplace[k]) / rates[k]);
        }
        return best;
    }

    /** Cells from low to high around a bulk of the given mean and standard deviation, and one below them that starts at 0. */
    static double[] edges(double low, double high, double mean, double deviation) {
        double fineness = FINENESS;
        double[] edges = edges(low, high, mean, deviation, fineness);
        while (edges[edges.length - 1] < high) {
            fineness *= 1.25;
            edges = edges(low, high, mean, deviation, fineness);
        }
        return edges;
    }

    private static double[] edges(double low, double high, double mean, double deviation, double fineness) {
        double[] edges = new double[LARGEST_SIZE];
        int size = 1;
        double edge = low;
        while (size < LARGEST_SIZE) {
            edges[size] = edge;
            size++;
            if (edge >= high) {
                break;
            }
            edge += fineness * Math.min(edge, Math.max(deviation, Math.abs(edge - mean)));
        }
        return Arrays.copyOf(edges, size);
    }
}
