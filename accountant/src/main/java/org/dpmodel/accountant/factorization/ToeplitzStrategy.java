package org.dpmodel.accountant.factorization;

import java.util.Arrays;
import org.dpmodel.accountant.validation.Checks;

/**
 * A strategy C with constant diagonals, for a training of a given number of steps: C[i][j] = c(i − j). Immutable.
 *
 * <p>Step t gets the noise (C⁻¹ z)[t]. Multiplying C by a number divides the noise and multiplies the sensitivity by it,
 * so nothing depends on the scale of C.
 */
public final class ToeplitzStrategy {
    private final int steps;
    private final double[] coefficients;
    private final double[] noising;

    private ToeplitzStrategy(int steps, double[] coefficients, double[] noising) {
        this.steps = steps;
        this.coefficients = coefficients;
        this.noising = noising;
    }

    /**
     * A strategy by the first column of C.
     *
     * @param coefficients c(0), c(1), ..., finite, the first above 0; zero beyond the last, truncated after the last step
     * @param steps number of steps, at least 1
     * @return the strategy
     * @throws IllegalArgumentException if a number is out of range
     */
    public static ToeplitzStrategy ofCoefficients(double[] coefficients, int steps) {
        double[] column = checked("coefficients", coefficients, steps);
        return new ToeplitzStrategy(
                steps, PowerSeries.trimmed(column), PowerSeries.trimmed(PowerSeries.inverse(column, steps)));
    }

    /**
     * A strategy by the first column of C⁻¹.
     *
     * @param noisingCoefficients finite, the first above 0; zero beyond the last, truncated after the last step
     * @param steps number of steps, at least 1
     * @return the strategy
     * @throws IllegalArgumentException if a number is out of range
     */
    public static ToeplitzStrategy ofNoisingCoefficients(double[] noisingCoefficients, int steps) {
        double[] column = checked("noisingCoefficients", noisingCoefficients, steps);
        return new ToeplitzStrategy(
                steps, PowerSeries.trimmed(PowerSeries.inverse(column, steps)), PowerSeries.trimmed(column));
    }

    private static double[] checked(String name, double[] column, int steps) {
        Checks.atLeast("steps", steps, 1, "pass the number of steps of the training");
        Checks.atLeast("the number of " + name, column.length, 1, "pass the first column of the matrix");
        Checks.finitePositive(name + "[0]", column[0], "the matrix must have an inverse: pass a positive number");
        for (double coefficient : column) {
            if (!Double.isFinite(coefficient)) {
                throw new IllegalArgumentException(
                        name + " must be finite, found " + coefficient + ": pass the first column of the matrix");
            }
        }
        return Arrays.copyOf(column, Math.min(column.length, steps));
    }

    /**
     * The number of steps, which is the size of C.
     *
     * @return at least 1
     */
    public int steps() {
        return steps;
    }

    /**
     * The number of nonzero diagonals of C.
     *
     * @return at least 1, at most {@link #steps()}
     */
    public int bands() {
        return coefficients.length;
    }

    /**
     * The first column of C, without trailing zeros.
     *
     * @return a copy
     */
    public double[] coefficients() {
        return coefficients.clone();
    }

    /**
     * The first column of C⁻¹, without trailing zeros.
     *
     * @return a copy
     */
    public double[] noisingCoefficients() {
        return noising.clone();
    }

    /**
     * The noise that is left in the prefix sums.
     *
     * @return squared norms of the rows of A C⁻¹, not scaled by the sensitivity
     */
    public PrefixErrors prefixErrors() {
        double[] column = PowerSeries.prefixSums(noising, steps);
        double[] errors = new double[steps];
        double sum = 0;
        for (int i = 0; i < steps; i++) {
            sum += column[i] * column[i];
            errors[i] = sum;
        }
        return PrefixErrors.of(errors);
    }

    /**
     * The norm of the first column of C, the largest of all: the sensitivity for one participation.
     *
     * @return above 0
     */
    public double columnNorm() {
        return norm(coefficients);
    }

    /**
     * How far an example with contributions of norm 1 can move C x, or an upper bound on it.
     *
     * <p>Exact if the coefficients are non-negative and non-increasing, since the sum of columns 0, b, 2 b, ... is then
     * the longest (Kalinin and Lampert 2024, arXiv 2405.13763, Theorem 2), and if the number of bands is at most the
     * separation, since the columns of an example then do not overlap. Other coefficients are replaced by their smallest
     * non-increasing majorant, m(i) = max of |c(j)| over j ≥ i: this is a bound, since the norm of a sum of columns grows
     * with each |c|.
     *
     * @param participation the steps in which an example may take part
     * @return the norm of the longest sum of columns, or more
     */
    public double sensitivity(Participation participation) {
        if (coefficients.length <= participation.minimumSeparation() || isNonIncreasing()) {
            return normOfColumns(coefficients, participation);
        }
        double[] majorant = coefficients.clone();
        double largest = 0;
        for (int i = majorant.length - 1; i >= 0; i--) {
            largest = Math.max(largest, Math.abs(majorant[i]));
            majorant[i] = largest;
        }
        return normOfColumns(majorant, participation);
    }

    /**
     * Whether the coefficients of C are non-negative and non-increasing, so that {@link #sensitivity} is exact.
     *
     * @return whether it is so
     */
    public boolean isNonIncreasing() {
        for (int i = 1; i < coefficients.length; i++) {
            if (!(coefficients[i] <= coefficients[i - 1])) {
                return false;
            }
        }
        return coefficients[coefficients.length - 1] >= 0;
    }

    /** The norm of the sum of columns 0, b, 2 b, ..., as many as an example can take part in. */
    private double normOfColumns(double[] column, Participation participation) {
        long separation = participation.minimumSeparation();
        long reach = participation.participations(steps) * separation;
        double[] sum = new double[steps];
        for (int row = 0; row < steps; row++) {
            double value = row < column.length ? column[row] : 0;
            if (row >= separation) {
                value += sum[(int) (row - separation)];
            }
            if (row >= reach && row - reach < column.length) {
                value -= column[(int) (row - reach)];
            }
            sum[row] = value;
        }
        return norm(sum);
    }

    /** Scaled, so that squares of tiny numbers do not underflow: a sensitivity of 0 would mean no noise. */
    private static double norm(double... elements) {
        double largest = 0;
        for (double element : elements) {
            largest = Math.max(largest, Math.abs(element));
        }
        double squares = 0;
        for (double element : elements) {
            squares += (element / largest) * (element / largest);
        }
        return largest * Math.sqrt(squares);
    }
}
