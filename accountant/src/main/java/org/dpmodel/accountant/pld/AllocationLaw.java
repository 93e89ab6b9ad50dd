package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.internal.LegendreRule;
import org.dpmodel.accountant.internal.Normal;

/**
 * The likelihood ratio of one epoch of random allocation, times its number of bins t: the sum of t independent ratios
 * exp(mu z - mu² / 2) under Q, z standard normal. Built from the binary digits of t by adding partial sums, each on its
 * own grid; docs/adr/104-balls-in-bins.md has the proof. Immutable.
 */
final class AllocationLaw {
    /** Errors of a quadrature of a cell: its mass, its mean. */
    private static final double QUADRATURE = 1e-13;
    /** Standard normal mass below this is 1e-40. */
    private static final double LOWEST_POINT = -13.3;

    private final boolean pessimistic;
    private final RatioLaw first;
    private final RatioLaw second;
    private final RatioLaw whole;

    /**
     * Computes the law.
     *
     * @param bins t, at least 2
     * @param mu 1 / noise multiplier
     * @param reach number of standard deviations above its shifted mean up to which a normal variable is kept
     * @param pessimistic whether the result is larger than the true law in convex order, or smaller
     */
    AllocationLaw(long bins, double mu, double reach, boolean pessimistic) {
        this.pessimistic = pessimistic;
        double low = ratio(mu, LOWEST_POINT);
        double high = ratio(mu, reach + mu);
        RatioLaw one = rounded(single(mu, RatioGrid.edges(low, high, 1, Math.sqrt(Math.expm1(mu * mu)))));
        RatioGrid grid = new RatioGrid(one, low, high);
        RatioLaw sum = one;
        RatioLaw left = one;
        RatioLaw right = one;
        for (int digit = 62 - Long.numberOfLeadingZeros(bins); digit >= 0; digit--) {
            left = sum;
            right = sum;
            sum = rounded(RatioCells.sum(sum, sum, grid.ofSum(2 * sum.terms)));
            if ((bins >>> digit & 1) == 1) {
                left = sum;
                right = one;
                sum = rounded(RatioCells.sum(sum, one, grid.ofSum(sum.terms + 1)));
            }
        }
        first = left;
        second = right;
        whole = sum;
    }

    private RatioLaw rounded(RatioCells cells) {
        return pessimistic ? cells.spread() : cells.contracted();
    }

    private static double ratio(double mu, double z) {
        return Math.exp(mu * z - mu * mu / 2);
    }

    /** The cells of one ratio: masses and means by the Gauss-Legendre rule, the last cell in closed form. */
    private static RatioCells single(double mu, double[] edges) {
        RatioCells cells = new RatioCells(edges, 1, 0, QUADRATURE, QUADRATURE);
        int last = edges.length - 1;
        double begin = Math.log(edges[1]) / mu + mu / 2;
        cells.add(0, Normal.upperTail(-begin), Normal.upperTail(mu - begin));
        for (int cell = 1; cell < last; cell++) {
            double end = Math.log(edges[cell + 1]) / mu + mu / 2;
            int parts = (int) Math.ceil((end - begin) * Math.max(1, Math.max(Math.abs(begin), Math.abs(end))));
            for (int part = 0; part < parts; part++) {
                double middle = begin + (end - begin) * (part + 0.5) / parts;
                addQuadrature(cells, cell, mu, middle, (end - begin) / (2 * parts));
            }
            begin = end;
        }
        cells.add(last, Normal.upperTail(begin), Normal.upperTail(begin - mu));
        return cells;
    }

    private static void addQuadrature(RatioCells cells, int cell, double mu, double middle, double halfWidth) {
        for (int i = 0; i < LegendreRule.POINTS; i++) {
            double z = middle + halfWidth * LegendreRule.node(i);
            double mass = Normal.density(z) * LegendreRule.weight(i) * halfWidth;
            cells.add(cell, mass, mass * ratio(mu, z));
        }
    }

    /** Whether the law is larger than the true one in convex order. */
    boolean isPessimistic() {
        return pessimistic;
    }

    /** The law of the sum on its own grid. */
    RatioLaw whole() {
        return whole;
    }

    /** The sum in given cells, the first of which begins at 0. */
    RatioCells cells(double[] edges) {
        return RatioCells.sum(first, second, edges);
    }
}
