package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Sums in double precision. With a clipping norm C, each summand is first rounded to a multiple of 2⁻³¹ · 2^⌊log₂ C⌋, so
 * that sums of up to 2²¹ units are exact: they do not depend on the order of the summands or on their number, and an
 * additional summand moves them by exactly its own value. The rounding costs less than 2⁻¹⁶ C for up to 2²⁷ parameters,
 * and {@link #excess} more for larger networks (ADR 302). Mutable; several threads may add at the same time, which on a grid gives the same sums in any order.
 */
final class GridSum {
    /** The most units of a step: their sum stays below 2⁵³ grid steps. */
    static final int MOST_UNITS = 1 << 21;

    private static final int GRID_BITS = 31;

    /** Number of elements that are read from native memory at a time, so that they stay in the fastest cache. */
    private static final int BLOCK = 1 << 11;

    private final int[] sizes;
    /** Empty until it is needed, since other large arrays come and go before the first step. */
    private double[][] totals = {};

    private double snap;

    /** Sums of arrays of these sizes, to be reset before they are used. */
    GridSum(int... sizes) {
        this.sizes = sizes.clone();
    }

    /** Resets to zero, on the grid of a clipping norm; without a clipping norm, sums are not bounded and not rounded. */
    void reset(OptionalDouble clippingNorm) {
        boolean fresh = totals.length == 0;
        allocate();
        if (!fresh) {
            for (double[] total : totals) {
                Arrays.fill(total, 0);
            }
        }
        // The last bit of x + 1.5 · 2⁵² g is worth g, so adding and subtracting 1.5 · 2⁵² g rounds x to a multiple of
        // g.
        snap = clippingNorm.isEmpty()
                ? 0
                : Math.scalb(1.5, 52 - GRID_BITS + Math.getExponent(clippingNorm.getAsDouble()));
    }

    private void allocate() {
        if (totals.length == 0) {
            totals = Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new);
        }
    }

    /** Remembers the values of parameters in place of sums; the next {@link #reset} forgets them. */
    void keep(Parameters parameters) {
        allocate();
        parameters.change((parameter, from, count, elements, scratch) -> {
            for (int i = 0; i < count; i++) {
                totals[parameter][from + i] = elements[i];
            }
        });
    }

    /** Sets parameters to the values that were kept. */
    void giveBack(Parameters parameters) {
        parameters.change((parameter, from, count, elements, scratch) -> {
            for (int i = 0; i < count; i++) {
                elements[i] = (float) totals[parameter][from + i];
            }
        });
    }

    /**
     * What the rounding of this many elements can cost above the 2⁻¹⁶ that every margin contains: 2⁻³⁰ √d − 2⁻¹⁶, in clipping
     * norms; at least 0.
     */
    static double excess(int... sizes) {
        double elements = Arrays.stream(sizes).asDoubleStream().sum();
        return Math.max(0, 0x1p-30 * Math.sqrt(elements) - 0x1p-16);
    }

    /** Adds the output of a graph for one parameter. */
    void add(int parameter, FloatBuffer values) {
        double[] total = totals[parameter];
        float[] block = new float[Math.min(BLOCK, total.length)];
        synchronized (total) {
            for (int from = 0; from < total.length; from += BLOCK) {
                int size = Math.min(BLOCK, total.length - from);
                values.get(from, block, 0, size);
                addBlock(total, from, size, block);
            }
        }
    }

    private void addBlock(double[] total, int from, int size, float... block) {
        double rounding = snap;
        for (int i = 0; i < size; i++) {
            total[from + i] += (block[i] + rounding) - rounding;
        }
    }

    /** Adds the output of a graph for one parameter, times a factor. */
    void add(int parameter, float[] values, double factor) {
        double[] total = totals[parameter];
        double rounding = snap;
        synchronized (total) {
            for (int i = 0; i < total.length; i++) {
                total[i] += (values[i] * factor + rounding) - rounding;
            }
        }
    }

    /** Adds other sums on the same grid. */
    void add(GridSum other) {
        for (int parameter = 0; parameter < totals.length; parameter++) {
            double[] total = totals[parameter];
            double[] part = other.totals[parameter];
            for (int i = 0; i < total.length; i++) {
                total[i] += part[i];
            }
        }
    }

    /** Whether no summand was infinite or not a number. */
    boolean isFinite() {
        for (double[] total : totals) {
            for (double value : total) {
                if (!Double.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The sums themselves, one array for each parameter. */
    double[][] totals() {
        return totals;
    }
}
