package org.dpmodel.noise;

import java.math.BigInteger;
import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * Draws integers x with probability proportional to exp(−x² / (2 σ²)), exactly, for σ a power of two.
 *
 * <p>By rejection from steps: the magnitudes are cut into blocks of σ / 16, over each of which the envelope is constant,
 * an integer weight Hⱼ ≥ A exp(−j² / 512), A times the density at the block's lower end. Block, place in the block and
 * sign are drawn from random bits by integer arithmetic, and the candidate is kept if A exp(−x² / (2 σ²)) > U Hⱼ.
 * Floating point decides only if an interval that certainly contains the exact value is conclusive; the rest goes to
 * {@link ExactExponential}. Beyond 12 σ, where one unit of weight is left, a coin is tossed for each further block: the
 * envelope halves with each one, and the density falls faster.
 *
 * <p>This is the exactness of Canonne, Kamath, Steinke 2020 (arXiv 2004.00010, section 5), whose own sampler by Laplace
 * candidates and Bernoulli(exp(−γ)) trials needs some hundred random words for each number; this one needs two or three.
 * Immutable and thread-safe.
 */
final class DiscreteGaussian {
    private static final int LOG_BLOCKS = 4;
    private static final int BLOCKS = 12 << LOG_BLOCKS;
    /** A: the weights sum to slightly less than 2⁶³, so that few random numbers fall beyond them. */
    private static final long UNIT = 3L << 57;

    private static final int UNIFORM_BITS = 45;
    private static final double UNIFORM_WIDTH = 0x1p-45;
    /** Bound on the relative error of exp and of the products and quotients around it: a few units of 2⁻⁵³. */
    private static final double ERROR = 0x1p-49;

    private static final int GUIDE_BITS = 8;

    private final int offsetBits;
    /** 1 / (2 σ²), a power of two, so that products with it are exact. */
    private final double halfPrecision;

    private final boolean exactOnly;
    /** Sums of the weights up to and including each block; the last entry includes the unit for everything beyond. */
    private final long[] upTo = new long[BLOCKS + 1];

    private final long[] weight = new long[BLOCKS];
    /** At most A exp(−j² / 512) / Hⱼ. */
    private final double[] fit = new double[BLOCKS];
    /** The first block that a number with these upper bits can fall into. */
    private final int[] guide = new int[1 << GUIDE_BITS];

    /** For σ = 2ᵏ, k from 4 to 22. */
    DiscreteGaussian(int logSigma) {
        this(logSigma, false);
    }

    /** With {@code exactOnly}, no decision is made in floating point, which is slow and for tests. */
    DiscreteGaussian(int logSigma, boolean exactOnly) {
        if (logSigma < LOG_BLOCKS || logSigma > 63 - UNIFORM_BITS + LOG_BLOCKS) {
            throw new IllegalArgumentException("logSigma must be in [4, 22], found " + logSigma);
        }
        this.offsetBits = logSigma - LOG_BLOCKS;
        this.halfPrecision = Math.scalb(1.0, -(2 * logSigma + 1));
        this.exactOnly = exactOnly;
        long sum = 0;
        for (int j = 0; j < BLOCKS; j++) {
            double height = UNIT * Math.exp(-j * (double) j / (2 << (2 * LOG_BLOCKS)));
            weight[j] = (long) Math.ceil(height * (1 + ERROR));
            fit[j] = height / weight[j] * (1 - ERROR);
            sum += weight[j];
            upTo[j] = sum;
        }
        upTo[BLOCKS] = sum + 1;
        Arrays.setAll(guide, bits -> block((long) bits << (Long.SIZE - 1 - GUIDE_BITS), 0));
    }

    private int block(long number, int from) {
        int block = from;
        while (block < BLOCKS && number >= upTo[block]) {
            block++;
        }
        return block;
    }

    /** The next number. */
    long next(UniformRandomProvider random) {
        while (true) {
            long number = random.nextLong() >>> 1;
            if (number >= upTo[BLOCKS]) {
                continue;
            }
            int block = block(number, guide[(int) (number >>> (Long.SIZE - 1 - GUIDE_BITS))]);
            long bits = random.nextLong();
            long offset = bits & ((1L << offsetBits) - 1);
            long sign = bits >>> offsetBits & 1;
            long uniform = bits >>> (Long.SIZE - UNIFORM_BITS);
            long magnitude = block < BLOCKS ? inside(block, offset, uniform, random) : beyond(offset, uniform, random);
            // Zero has one sign, not two.
            if (magnitude > 0 || (magnitude == 0 && sign == 0)) {
                // The negative number if the sign is 1; a branch would be mispredicted half of the time.
                return (magnitude ^ -sign) + sign;
            }
        }
    }

    private long inside(int block, long offset, long uniform, UniformRandomProvider random) {
        long start = (long) block << offsetBits;
        long magnitude = start + offset;
        double above = (uniform + 1) * UNIFORM_WIDTH;
        // exp(−d) ≥ 1 − d avoids most exponentials; the product of start + magnitude and offset is exact, below 2⁵³.
        if (!exactOnly && above <= (1 - (start + magnitude) * (double) offset * halfPrecision) * fit[block]) {
            return magnitude;
        }
        double kept = Math.exp(-magnitude * (double) magnitude * halfPrecision) * UNIT / weight[block];
        if (!exactOnly && above <= kept * (1 - ERROR)) {
            return magnitude;
        }
        if (!exactOnly && uniform * UNIFORM_WIDTH >= kept * (1 + ERROR)) {
            return -1;
        }
        return isBelow(uniform, weight[block], 0, magnitude, random) ? magnitude : -1;
    }

    private long beyond(long offset, long uniform, UniformRandomProvider random) {
        int further = 0;
        while (random.nextLong() < 0) {
            further++;
        }
        long magnitude = ((long) BLOCKS + further << offsetBits) + offset;
        return isBelow(uniform, 1, 1 + further, magnitude, random) ? magnitude : -1;
    }

    /** Whether U · height is below A 2^doublings exp(−x² / (2 σ²)), where U begins with the given bits. */
    private boolean isBelow(long uniform, long height, int doublings, long magnitude, UniformRandomProvider random) {
        return ExactExponential.isBelow(
                new ExactExponential.Uniform(uniform, UNIFORM_BITS, random),
                BigInteger.valueOf(height),
                BigInteger.valueOf(UNIT).shiftLeft(doublings),
                magnitude,
                2 * (offsetBits + LOG_BLOCKS) + 1);
    }
}
