package org.dpmodel.demo;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A sampling probability as a share of whole examples: what a plan, which counts examples, needs of a user who knows the
 * probability only.
 *
 * @param batchSize examples in a step, at least 1
 * @param examples examples in the dataset
 */
record WholeFraction(int batchSize, int examples) {
    private static final BigInteger LARGEST = BigInteger.valueOf(Integer.MAX_VALUE);

    /**
     * The first convergent of the probability's continued fraction that is the same number in double precision. Where none
     * has an ordinary number of examples, the last that lies above, so that nothing is charged too little.
     *
     * @param probability in (0, 1]
     * @throws IllegalArgumentException if the probability is out of range, or below 1 in {@link Integer#MAX_VALUE}
     */
    static WholeFraction of(double probability) {
        if (!(probability > 0 && probability <= 1)) {
            throw new IllegalArgumentException("samplingProbability must be in (0, 1], found " + probability
                    + ": pass batch size / number of examples");
        }
        BigDecimal exact = new BigDecimal(probability);
        BigInteger rest = exact.unscaledValue();
        BigInteger divisor = BigInteger.TEN.pow(exact.scale());
        BigInteger[] numerators = {BigInteger.ZERO, BigInteger.ONE};
        BigInteger[] denominators = {BigInteger.ONE, BigInteger.ZERO};
        WholeFraction above = null;
        while (divisor.signum() > 0) {
            BigInteger[] quotient = rest.divideAndRemainder(divisor);
            advance(numerators, quotient[0]);
            advance(denominators, quotient[0]);
            if (denominators[1].compareTo(LARGEST) > 0) {
                break;
            }
            rest = divisor;
            divisor = quotient[1];
            double found = numerators[1].doubleValue() / denominators[1].doubleValue();
            if (found >= probability) {
                above = new WholeFraction(numerators[1].intValueExact(), denominators[1].intValueExact());
            }
            if (found == probability) {
                return above;
            }
        }
        if (above == null) {
            throw new IllegalArgumentException("samplingProbability must be at least 1 in " + LARGEST + ", found "
                    + probability + ": no dataset is so large");
        }
        return above;
    }

    private static void advance(BigInteger[] lastTwo, BigInteger quotient) {
        BigInteger next = quotient.multiply(lastTwo[1]).add(lastTwo[0]);
        lastTwo[0] = lastTwo[1];
        lastTwo[1] = next;
    }
}
