package org.dpmodel.accountant.pld;

import java.math.BigDecimal;
import java.math.MathContext;

/** Elementary functions and the normal tail to eighty digits, from their series: slow, simple, independent. */
final class BigMath {
    static final MathContext DIGITS = new MathContext(80);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final double DECIMALS_IN_NATS = 80 * Math.log(10);
    private static final BigDecimal PI = pi();

    private BigMath() {}

    static BigDecimal of(double x) {
        return new BigDecimal(x);
    }

    static BigDecimal times(BigDecimal a, BigDecimal b) {
        return a.multiply(b, DIGITS);
    }

    static BigDecimal over(BigDecimal a, BigDecimal b) {
        return a.divide(b, DIGITS);
    }

    /** e^x by Taylor's series of a small power of it. */
    static BigDecimal exp(BigDecimal x) {
        int halvings = Math.max(0, 8 + (int) Math.ceil(Math.log(Math.abs(x.doubleValue()) + 1e-300) / Math.log(2)));
        BigDecimal small = over(x, TWO.pow(halvings));
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1;
                term.signum() != 0 && sum.precision() - sum.scale() - term.precision() + term.scale() < 85;
                n++) {
            term = over(times(term, small), BigDecimal.valueOf(n));
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < halvings; i++) {
            sum = times(sum, sum);
        }
        return sum;
    }

    /** The density of the standard normal distribution. */
    static BigDecimal density(BigDecimal z) {
        return over(exp(times(z, z).negate().divide(TWO)), TWO.multiply(PI).sqrt(DIGITS));
    }

    /** P(Z &gt; z): near 0 by the series with positive terms, farther out by Laplace's continued fraction. */
    static BigDecimal upperTail(BigDecimal z) {
        if (z.signum() < 0) {
            return BigDecimal.ONE.subtract(upperTail(z.negate()), DIGITS);
        }
        double size = z.doubleValue();
        if (size > 5) {
            int terms = 20 + (int) (DECIMALS_IN_NATS * DECIMALS_IN_NATS / (4 * size * size));
            BigDecimal fraction = z;
            for (int n = terms; n >= 1; n--) {
                fraction = z.add(over(BigDecimal.valueOf(n), fraction), DIGITS);
            }
            return over(density(z), fraction);
        }
        BigDecimal square = times(z, z);
        BigDecimal term = z;
        BigDecimal sum = z;
        for (int n = 1; term.compareTo(new BigDecimal("1e-85")) > 0; n++) {
            term = over(times(term, square), BigDecimal.valueOf(2L * n + 1));
            sum = sum.add(term, DIGITS);
        }
        return new BigDecimal("0.5").subtract(times(density(z), sum), DIGITS);
    }

    /** Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
    private static BigDecimal pi() {
        return arctanOfInverse(5)
                .multiply(BigDecimal.valueOf(16))
                .subtract(arctanOfInverse(239).multiply(BigDecimal.valueOf(4)), DIGITS);
    }

    private static BigDecimal arctanOfInverse(int n) {
        BigDecimal power = BigDecimal.ONE.divide(BigDecimal.valueOf(n), DIGITS);
        BigDecimal sum = power;
        for (int k = 1; k < 200; k++) {
            power = power.divide(BigDecimal.valueOf((long) n * n), DIGITS);
            BigDecimal term = power.divide(BigDecimal.valueOf(2L * k + 1), DIGITS);
            sum = k % 2 == 0 ? sum.add(term, DIGITS) : sum.subtract(term, DIGITS);
        }
        return sum;
    }
}
