package org.dpmodel.graph.reference;

import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * The rounding of a device, which the interpreter can simulate: its effect on norms and sums can then be studied
 * without the device. Sums within products stay in double precision.
 *
 * @param factors rounds both factors of Conv, ConvTranspose, Gemm and MatMul, as matrix units do
 * @param results rounds the elements of inputs, constants and results
 * @param sums rounds the partial sum of ReduceSum after each of its successive additions
 */
public record Arithmetic(DoubleUnaryOperator factors, DoubleUnaryOperator results, DoubleUnaryOperator sums) {
    /** Double precision throughout. */
    public static final Arithmetic EXACT = rounding(DoubleUnaryOperator.identity(), DoubleUnaryOperator.identity());

    /**
     * Float32 with the simplest loops: reductions add one term after another, each time with rounding. Devices that add
     * in blocks or in parallel lose less.
     */
    public static final Arithmetic SEQUENTIAL = new Arithmetic(x -> (float) x, x -> (float) x, x -> (float) x);

    /** Half precision (IEEE 754 binary16) for everything: 11 significant bits, from 6e-8 to 65504. */
    public static final Arithmetic HALF = rounding(DoubleUnaryOperator.identity(), Arithmetic::toHalf);

    private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");
    private static final double LARGEST_HALF = 65504;
    private static final int LOWEST_HALF_EXPONENT = -14;

    /** Checks that all are present. */
    public Arithmetic {
        Objects.requireNonNull(factors, "factors");
        Objects.requireNonNull(results, "results");
        Objects.requireNonNull(sums, "sums");
    }

    private static Arithmetic rounding(DoubleUnaryOperator factors, DoubleUnaryOperator results) {
        return new Arithmetic(factors, results, DoubleUnaryOperator.identity());
    }

    /**
     * Float32, with matrix units that round their factors to the nearest number with fewer bits.
     *
     * @param bits number of significant bits, 11 for TF32
     * @return the arithmetic
     */
    public static Arithmetic nearest(int bits) {
        return rounding(x -> toNearest(x, bits), x -> (float) x);
    }

    /**
     * Float32, with matrix units that truncate the lower bits of their factors.
     *
     * @param bits number of significant bits
     * @return the arithmetic
     */
    public static Arithmetic truncated(int bits) {
        return rounding(x -> toZero(x, bits), x -> (float) x);
    }

    boolean roundsFactorsOf(String operator) {
        return PRODUCTS.contains(operator);
    }

    private static double toNearest(double x, int bits) {
        double unit = unit(x, Math.getExponent(x), bits);
        return unit == 0 ? x : Math.rint(x / unit) * unit;
    }

    private static double toZero(double x, int bits) {
        double unit = unit(x, Math.getExponent(x), bits);
        return unit == 0 ? x : (x < 0 ? Math.ceil(x / unit) : Math.floor(x / unit)) * unit;
    }

    /** The value of the last kept bit; 0 if nothing has to be rounded. */
    private static double unit(double x, int exponent, int bits) {
        return x == 0 || !Double.isFinite(x) ? 0 : Math.scalb(1.0, exponent - bits + 1);
    }

    private static double toHalf(double x) {
        double unit = unit(x, Math.max(Math.getExponent(x), LOWEST_HALF_EXPONENT), 11);
        double rounded = unit == 0 ? x : Math.rint(x / unit) * unit;
        return Math.abs(rounded) > LARGEST_HALF ? Math.copySign(Double.POSITIVE_INFINITY, x) : rounded;
    }
}
