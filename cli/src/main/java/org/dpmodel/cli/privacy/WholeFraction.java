package org.dpmodel.cli.privacy;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sampling probability as a fraction of whole examples, for a user who knows only the probability: a plan counts
 * examples.
 *
 * @param batchSize examples in a step, at least 1
 * @param examples examples in the dataset
 */
record WholeFraction(int batchSize, int examples) {
    private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

    /**
     * The first convergent of the probability's continued fraction that is the same number in double precision. If
     * there is none with an ordinary number of examples, the best fraction above the probability, so that the charge is
     * never too small: it is at most 1e-9 larger.
     *
     * @param probability in (0, 1]
     * @throws IllegalArgumentException if the probability is out of range, or below 1 in {@link Integer#MAX_VALUE}
     */
    static WholeFraction of(double probability) {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("samplingProbability must be in (0, 1], found " + probability
                    + ": pass batch size / number of examples");
        }
        if (probability < 1.0 / Integer.MAX_VALUE) {
            throw new IllegalArgumentException("samplingProbability must be at least 1 in " + LARGEST + ", found "
                    + probability + ": no dataset is that large");
        }
        BigDecimal exact = new BigDecimal(probability);
        BigInteger dividend = exact.unscaledValue();
        BigInteger divisor = BigInteger.TEN.pow(exact.scale());
        Fraction before = new Fraction(BigInteger.ONE, BigInteger.ZERO);
        Fraction last = new Fraction(BigInteger.ZERO, BigInteger.ONE);
        boolean lastIsAbove = false;
        // The first convergent of a probability below 1 is 0 / 1; of 1 itself, the second is 1 / 1.
        while (last.toDouble() != probability) {
            BigInteger[] quotient = divisor.divideAndRemainder(dividend);
            Fraction next = before.plus(last.times(quotient[0]));
            if (next.denominator.compareTo(LARGEST) > 0) {
                return lastIsAbove
                        ? last.whole()
                        : before.plus(last.times(before.roomFor(last))).whole();
            }
            divisor = dividend;
            dividend = quotient[1];
            before = last;
            last = next;
            lastIsAbove = !lastIsAbove;
        }
        return last.whole();
    }

    /** A convergent; also 1 / 0, which the recursion begins with. */
    private record Fraction(BigInteger numerator, BigInteger denominator) {
        double toDouble() {
            return numerator.doubleValue() / denominator.doubleValue();
        }

        Fraction times(BigInteger factor) {
            return new Fraction(numerator.multiply(factor), denominator.multiply(factor));
        }

        /** The mediant, which lies between the two. */
        Fraction plus(Fraction other) {
            return new Fraction(numerator.add(other.numerator), denominator.add(other.denominator));
        }

        /** How often another fraction can be added before the denominator is too large. */
        BigInteger roomFor(Fraction other) {
            return LARGEST.subtract(denominator).divide(other.denominator);
        }

        WholeFraction whole() {
            return new WholeFraction(numerator.intValueExact(), denominator.intValueExact());
        }
    }
}
