package org.dpmodel.sampling;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Bernoulli trials by name. A trial of a step succeeds if U < q, where the 128 binary digits of U are a keyed function of
 * (secret, step, name): other names, and their order, change no trial. From 2⁻⁷⁵ on, q is a multiple of 2⁻¹²⁸, so that
 * P(U < q) is q itself.
 */
final class NamedTrials implements Sampler {
    private static final int DIGITS = 128;
    private static final double SMALLEST = 0x1p-75;

    /** The number of names that are encrypted at a time, which bounds memory for millions of them. */
    private static final int AT_ONCE = 1 << 16;

    private final ExampleIds names;
    private final RandomStreams streams;
    private final boolean always;
    private final long upper;
    private final long lower;

    NamedTrials(ExampleIds names, double probability, RandomStreams streams) {
        if (!(probability >= SMALLEST && probability <= 1)) {
            throw Require.broken(
                    "samplingProbability", "must be in [2⁻⁷⁵, 1]", probability, "pass expectedBatchSize / datasetSize");
        }
        this.names = names;
        this.streams = streams;
        this.always = probability == 1;
        BigInteger limit = new BigDecimal(probability)
                .multiply(new BigDecimal(BigInteger.TWO.pow(DIGITS)))
                .toBigIntegerExact();
        this.upper = limit.shiftRight(Long.SIZE).longValue();
        this.lower = limit.longValue();
    }

    @Override
    public int[] next(long step) {
        int[] drawn = new int[16];
        int count = 0;
        for (int from = 0; from < names.size(); ) {
            int to = (int) Math.min(names.size(), (long) from + AT_ONCE);
            byte[] digests = names.digests(from, to);
            ByteBuffer digits = ByteBuffer.wrap(streams.named(StreamPurpose.SAMPLING, step, digests));
            for (int place = from; place < to; place++) {
                if (always || succeeds(digits, (place - from) * ExampleIds.DIGEST_BYTES)) {
                    if (count == drawn.length) {
                        drawn = Arrays.copyOf(drawn, 2 * count);
                    }
                    drawn[count++] = place;
                }
            }
            from = to;
        }
        return Arrays.copyOf(drawn, count);
    }

    private boolean succeeds(ByteBuffer digits, int at) {
        int compared = Long.compareUnsigned(digits.getLong(at), upper);
        return compared < 0 || compared == 0 && Long.compareUnsigned(digits.getLong(at + Long.BYTES), lower) < 0;
    }
}
