package org.dpmodel.accountant.factorization;

import java.util.Arrays;

/**
 * A lower-triangular Toeplitz matrix is a power series: its first column. Products and inverses of such matrices are
 * those of the series, truncated after the last step.
 */
final class PowerSeries {
    private PowerSeries() {}

    /**
     * 1 / series, to the given number of terms; the first coefficient is not 0. Takes time proportional to terms ·
     * coefficients.
     */
    static double[] inverse(double[] series, int terms) {
        double[] one = new double[terms];
        one[0] = 1;
        return quotient(one, series);
    }

    /** dividend / series, to as many terms as the dividend has. */
    static double[] quotient(double[] dividend, double[] series) {
        double[] result = new double[dividend.length];
        for (int i = 0; i < result.length; i++) {
            double rest = dividend[i];
            int last = Math.min(i, series.length - 1);
            for (int k = 1; k <= last; k++) {
                rest -= series[k] * result[i - k];
            }
            result[i] = rest / series[0];
        }
        return result;
    }

    /** series / (1 - x), truncated to the given number of terms: the prefix sums. */
    static double[] prefixSums(double[] series, int terms) {
        double[] sums = new double[terms];
        double sum = 0;
        for (int i = 0; i < terms; i++) {
            sum += i < series.length ? series[i] : 0;
            sums[i] = sum;
        }
        return sums;
    }

    /** (1 - x)^(-1/2): 1, 1/2, 3/8, 5/16, 35/128, ... */
    static double[] inverseSquareRoot(int terms) {
        double[] series = new double[terms];
        series[0] = 1;
        for (int i = 1; i < terms; i++) {
            series[i] = series[i - 1] * (2.0 * i - 1) / (2.0 * i);
        }
        return series;
    }

    /** (1 - x)^(1/2): 1, -1/2, -1/8, -1/16, -5/128, ... */
    static double[] squareRoot(int terms) {
        double[] series = new double[terms];
        series[0] = 1;
        for (int i = 1; i < terms; i++) {
            series[i] = series[i - 1] * (2.0 * i - 3) / (2.0 * i);
        }
        return series;
    }

    /** Without trailing zeros, but with at least the first coefficient. */
    static double[] trimmed(double[] series) {
        int length = series.length;
        while (length > 1 && series[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(series, length);
    }
}
