package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;

/**
 * Independent Bernoulli(q) trials whose success probability is exactly the given double.
 *
 * <p>A trial succeeds if U < q for a uniform real U in [0, 1), whose binary digits are drawn one after the other until
 * the first that differs from q's. 64 trials run side by side, one in each bit of a word, so that a random word serves
 * as the next digit of 64 numbers; about 7 words decide them all. A double has finitely many digits: once they are used
 * up, U ≥ q. No floating-point arithmetic, hence no rounding, takes part.
 *
 * <p>Immutable and thread-safe.
 */
final class BernoulliTrials {
    private static final int LANES = Long.SIZE;

    /** The binary digits of q after the point, without leading zeros and with the first 1 as the highest bit. */
    private final long digits;

    private final int leadingZeros;
    private final boolean always;

    BernoulliTrials(double probability) {
        if (!(probability >= Double.MIN_NORMAL && probability <= 1)) {
            throw Require.broken(
                    "samplingProbability", "must be in (0, 1]", probability, "pass expectedBatchSize / datasetSize");
        }
        always = probability == 1;
        long fraction = Double.doubleToLongBits(probability) & ((1L << 52) - 1);
        digits = ((1L << 52) | fraction) << 11;
        leadingZeros = -1 - Math.getExponent(probability);
    }

    /** Returns the positions, ascending, of the trials that succeeded among {@code trials}. */
    int[] successes(int trials, UniformRandomProvider random) {
        int[] positions = new int[16];
        int count = 0;
        for (int first = 0; first < trials; first += LANES) {
            int lanes = Math.min(LANES, trials - first);
            long open = -1L >>> (LANES - lanes);
            long successes = always ? open : decide(open, random);
            if (positions.length < count + LANES) {
                positions = Arrays.copyOf(positions, 2 * (count + LANES));
            }
            for (; successes != 0; successes &= successes - 1) {
                positions[count++] = first + Long.numberOfTrailingZeros(successes);
            }
        }
        return Arrays.copyOf(positions, count);
    }

    /** Runs one trial in each bit set in {@code open}; returns the bits of the successes. */
    private long decide(long open, UniformRandomProvider random) {
        for (int zero = 0; zero < leadingZeros && open != 0; zero++) {
            open &= ~random.nextLong();
        }
        long successes = 0;
        for (long rest = digits; rest != 0 && open != 0; rest <<= 1) {
            long digit = random.nextLong();
            if (rest < 0) {
                successes |= open & ~digit;
                open &= digit;
            } else {
                open &= ~digit;
            }
        }
        return successes;
    }
}
