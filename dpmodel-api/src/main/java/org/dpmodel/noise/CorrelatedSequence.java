package org.dpmodel.noise;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.dpmodel.accountant.factorization.ToeplitzStrategy;
import org.dpmodel.validation.Require;

/**
 * Draws C⁻¹ z, row by row, for C with b bands and constant diagonals c(0), ..., c(b − 1): from C n = z,
 *
 * <pre>
 * n[t] = (z[t] − c(1) n[t − 1] − ... − c(b − 1) n[t − b + 1]) / c(0)
 * </pre>
 *
 * so b − 1 rows are kept. They are in units of z, which has standard deviation 1: a row is multiplied by the step's
 * clipping norm, and by the norm of C's columns, which is the sensitivity of a participation, when it is added. Mutable,
 * one thread.
 */
final class CorrelatedSequence implements NoiseSequence {
    /** Far more than the rounding of the column norm, whose relative error is about bands · 2⁻⁵³. */
    private static final double ROUNDING = 1 + 0x1p-40;

    /** The elements processed at a time stay in the fastest cache. */
    private static final int BLOCK = 1 << 10;

    private final double[] coefficients;
    private final double columnNorm;
    /** The row of step t, by parameter, at t modulo their number. */
    private final double[][][] rows;
    /** The last rows for a z of 1 in the first step and 0 afterwards: their squares add up to the variance of a row. */
    private final double[] impulse;

    private double variance;
    private long step;

    CorrelatedSequence(ToeplitzStrategy strategy, int... sizes) {
        this.coefficients = strategy.coefficients();
        this.columnNorm = strategy.columnNorm() * ROUNDING;
        this.rows = new double[coefficients.length - 1][][];
        Arrays.setAll(rows, row -> Arrays.stream(sizes).mapToObj(double[]::new).toArray(double[][]::new));
        this.impulse = new double[rows.length];
    }

    @Override
    public double addTo(double[][] sums, double standardDeviation, UniformRandomProvider random) {
        Require.positive("standardDeviation", standardDeviation, "pass noise multiplier × current clipping norm");
        double scale = standardDeviation * columnNorm;
        for (int parameter = 0; parameter < sums.length; parameter++) {
            addTo(sums[parameter], parameter, scale, random);
        }
        double weight = nextOfImpulse();
        variance += weight * weight;
        step++;
        return scale * Math.sqrt(variance);
    }

    private void addTo(double[] sum, int parameter, double scale, UniformRandomProvider random) {
        NoisePieces.forEach(sum.length, GaussianAddition.PIECE, random, (from, to, stream) -> {
            ZigguratSampler.NormalizedGaussian normal = ZigguratSampler.NormalizedGaussian.of(stream);
            double[] row = new double[Math.min(BLOCK, to - from)];
            for (int start = from; start < to; start += BLOCK) {
                int size = Math.min(BLOCK, to - start);
                for (int i = 0; i < size; i++) {
                    row[i] = normal.sample();
                }
                takeBack(row, size, parameter, start);
                for (int i = 0; i < size; i++) {
                    sum[start + i] += scale * row[i];
                }
            }
        });
    }

    /** Turns elements of z[t] into those of n[t], and keeps them in place of the oldest. */
    private void takeBack(double[] row, int size, int parameter, int start) {
        for (int back = 1; back < coefficients.length; back++) {
            double coefficient = coefficients[back];
            double[] earlier = rows[slot(back)][parameter];
            for (int i = 0; i < size; i++) {
                row[i] -= coefficient * earlier[start + i];
            }
        }
        double first = coefficients[0];
        for (int i = 0; i < size; i++) {
            row[i] /= first;
        }
        if (rows.length > 0) {
            System.arraycopy(row, 0, rows[slot(0)][parameter], start, size);
        }
    }

    /** The index of the row of the given number of steps ago; the oldest one is replaced by the next. */
    private int slot(int back) {
        return (int) Math.floorMod(step - back, (long) rows.length);
    }

    private double nextOfImpulse() {
        double next = step == 0 ? 1 : 0;
        for (int back = 1; back < coefficients.length; back++) {
            next -= coefficients[back] * impulse[slot(back)];
        }
        next /= coefficients[0];
        if (rows.length > 0) {
            impulse[slot(0)] = next;
        }
        return next;
    }
}
