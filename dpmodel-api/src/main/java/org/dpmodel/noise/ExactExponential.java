package org.dpmodel.noise;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Decides whether a uniform real number lies below an exponential, without rounding: more digits of both are computed
 * until their intervals are disjoint.
 */
final class ExactExponential {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final int FURTHER_BITS = Long.SIZE;

    private ExactExponential() {}

    /** A uniform real number in [0, 1), of whose binary digits some are known and the others drawn on demand. Mutable. */
    static final class Uniform {
        private final UniformRandomProvider random;
        private BigInteger digits;
        private int bits;

        /** Starts with the number's first {@code bits} digits. */
        Uniform(long digits, int bits, UniformRandomProvider random) {
            this.digits = BigInteger.valueOf(digits);
            this.bits = bits;
            this.random = random;
        }

        private void refine() {
            BigInteger more = new BigInteger(Long.toUnsignedString(random.nextLong()));
            digits = digits.shiftLeft(FURTHER_BITS).add(more);
            bits += FURTHER_BITS;
        }

        /** The lower end of the interval that contains the number, times 2^bits. */
        private BigDecimal digits() {
            return new BigDecimal(digits);
        }
    }

    /**
     * Whether U · height < unit · exp(−x² / 2^divisorBits).
     *
     * @param height positive
     * @param unit positive
     * @param x with a square below 2⁶³
     */
    static boolean isBelow(Uniform uniform, BigInteger height, BigInteger unit, long x, int divisorBits) {
        BigDecimal exponent = power(-divisorBits).multiply(BigDecimal.valueOf(Math.multiplyExact(x, x)));
        while (true) {
            // As many digits as the number has, and some more: about log10(2) for each bit, and those before the first.
            int decimals = uniform.bits / 2 + exponent.intValue() + 30;
            BigDecimal low = exponentialOfMinus(exponent, decimals);
            BigDecimal high = low.add(BigDecimal.ONE.movePointLeft(decimals));
            BigDecimal scaled = new BigDecimal(height).multiply(power(-uniform.bits));
            BigDecimal scale = new BigDecimal(unit);
            if (uniform.digits().add(BigDecimal.ONE).multiply(scaled).compareTo(low.multiply(scale)) <= 0) {
                return true;
            }
            if (uniform.digits().multiply(scaled).compareTo(high.multiply(scale)) >= 0) {
                return false;
            }
            uniform.refine();
        }
    }

    /** 2^exponent, for exponents of at most 0. */
    private static BigDecimal power(int exponent) {
        return exponent >= 0
                ? TWO.pow(exponent)
                : BigDecimal.valueOf(5).pow(-exponent).movePointLeft(-exponent);
    }

    /**
     * A number in (exp(−x) − 10^−decimals, exp(−x)), for x ≥ 0: exp(−x / 2ʰ) by its series, squared h times, less a
     * slack. The hundred or so roundings of the series and its remainder have a total error of less than 10^−(decimals +
     * h + 8); each squaring doubles this and adds a rounding, so the result has an error of less than 10^−(decimals + 2).
     */
    static BigDecimal exponentialOfMinus(BigDecimal x, int decimals) {
        int halvings = 1;
        for (BigDecimal left = x; left.compareTo(BigDecimal.ONE) > 0; left = left.divide(TWO)) {
            halvings++;
        }
        MathContext context = new MathContext(decimals + halvings + 15, RoundingMode.HALF_EVEN);
        BigDecimal smallest = BigDecimal.ONE.movePointLeft(decimals + halvings + 12);
        BigDecimal minusY = x.multiply(power(-halvings)).negate();
        BigDecimal term = BigDecimal.ONE;
        BigDecimal value = BigDecimal.ONE;
        for (int i = 1; term.abs().compareTo(smallest) > 0; i++) {
            term = term.multiply(minusY).divide(BigDecimal.valueOf(i), context);
            value = value.add(term, context);
        }
        for (int i = 0; i < halvings; i++) {
            value = value.multiply(value, context);
        }
        return value.subtract(BigDecimal.ONE.movePointLeft(decimals + 1));
    }
}
