package org.dpmodel.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decisions on random numbers that agree with the exponential in their first digits, which chance never brings. */
class ExactExponentialTest {
    private static final int DIVISOR_BITS = 45;
    private static final int KNOWN_BITS = 45;

    /** 1/e to 60 digits, as published (OEIS A068985). */
    private static final BigDecimal ONE_OVER_E =
            new BigDecimal("0.367879441171442321595523770161460867445811131031767834507836");

    @Test
    void exponentialIsBelowTheTrueOneByLessThanItPromises() {
        BigDecimal found = ExactExponential.exponentialOfMinus(BigDecimal.ONE, 50);
        BigDecimal short0 = ONE_OVER_E.subtract(found);
        assertTrue(short0.signum() > 0 && short0.compareTo(new BigDecimal("1e-50")) < 0, short0.toString());
        BigDecimal cubed = ONE_OVER_E.pow(3, new MathContext(58));
        BigDecimal short3 = cubed.subtract(ExactExponential.exponentialOfMinus(BigDecimal.valueOf(3), 45));
        assertTrue(short3.signum() > 0 && short3.compareTo(new BigDecimal("1e-45")) < 0, short3.toString());
        BigDecimal at0 = BigDecimal.ONE.subtract(ExactExponential.exponentialOfMinus(BigDecimal.ZERO, 20));
        assertTrue(at0.signum() > 0 && at0.compareTo(new BigDecimal("1e-20")) < 0, at0.toString());
    }

    /** Digits after the known ones are read from a script; asked for more, the rest are zeros. */
    private static final class Script implements UniformRandomProvider {
        private final BigInteger words;
        private final int count;
        private int read;

        Script(BigInteger words, int count) {
            this.words = words;
            this.count = count;
        }

        @Override
        public long nextLong() {
            read++;
            return read <= count ? words.shiftRight(64 * (count - read)).longValue() : 0;
        }
    }

    /** Whether U < exp(-x² / 2^45), where U has the first bits of the exponential and then differs by {@code units}. */
    private static boolean decide(long x, int words, int units, int expectedReads) {
        int bits = KNOWN_BITS + 64 * words;
        BigDecimal exponent =
                BigDecimal.valueOf(x * x).divide(BigDecimal.valueOf(2).pow(DIVISOR_BITS));
        BigDecimal value = ExactExponential.exponentialOfMinus(exponent, bits);
        BigInteger digits =
                value.multiply(BigDecimal.valueOf(2).pow(bits)).toBigInteger().add(BigInteger.valueOf(units));
        Script script = new Script(digits, words);
        long known = digits.shiftRight(64 * words).longValueExact();
        var uniform = new ExactExponential.Uniform(known, KNOWN_BITS, script);
        boolean below = ExactExponential.isBelow(uniform, BigInteger.ONE, BigInteger.ONE, x, DIVISOR_BITS);
        assertEquals(expectedReads, script.read, "words read");
        return below;
    }

    @ParameterizedTest
    @CsvSource({"5000000, 1", "5000000, 2", "12345678, 1", "40000000, 3", "1, 1"})
    void decidesByTheFirstDigitThatDiffers(long x, int words) {
        assertTrue(decide(x, words, -1, words));
        assertTrue(!decide(x, words, 1, words));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 17", "3, 1, 3", "262144, 20, 1000", "7, 1, 30000000"})
    void heightAndUnitScaleTheTwoSides(long height, int doublings, long x) {
        double bound = Math.scalb(3.0, doublings) * Math.exp(-x * (double) x / Math.scalb(1.0, DIVISOR_BITS)) / height;
        for (double factor : new double[] {0.1, 0.5, 0.99, 1.01, 2}) {
            double uniform = Math.min(bound * factor, 1 - 0x1p-40);
            var number = new ExactExponential.Uniform((long) (uniform * 0x1p45), KNOWN_BITS, () -> 0);
            BigInteger unit = BigInteger.valueOf(3).shiftLeft(doublings);
            assertEquals(
                    uniform < bound,
                    ExactExponential.isBelow(number, BigInteger.valueOf(height), unit, x, DIVISOR_BITS));
        }
    }
}
