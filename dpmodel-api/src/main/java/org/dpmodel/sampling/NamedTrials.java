package org.dpmodel.sampling;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;
import org.dpmodel.validation.Sha256;
import org.dpmodel.validation.Texts;

/**
 * Bernoulli trials by name. A trial of a step succeeds if U < q, where the 128 binary digits of U are a keyed function of
 * (secret, step, name): other names, and their order, change no trial. From 2⁻⁷⁵ on, q is a multiple of 2⁻¹²⁸, so that
 * P(U < q) is q itself.
 */
final class NamedTrials implements Sampler {
    private static final int NAME_BYTES = 16;
    private static final int DIGITS = 128;
    private static final double SMALLEST = 0x1p-75;

    private final byte[] names;
    private final RandomStreams streams;
    private final boolean always;
    private final long upper;
    private final long lower;

    NamedTrials(List<String> names, double probability, RandomStreams streams) {
        if (!(probability >= SMALLEST && probability <= 1)) {
            throw Require.broken(
                    "samplingProbability", "must be in [2⁻⁷⁵, 1]", probability, "pass expectedBatchSize / datasetSize");
        }
        this.names = digests(names);
        this.streams = streams;
        this.always = probability == 1;
        BigInteger limit = new BigDecimal(probability)
                .multiply(new BigDecimal(BigInteger.TWO.pow(DIGITS)))
                .toBigIntegerExact();
        this.upper = limit.shiftRight(Long.SIZE).longValue();
        this.lower = limit.longValue();
    }

    private static byte[] digests(List<String> names) {
        ByteBuffer digests = ByteBuffer.allocate(Math.multiplyExact(NAME_BYTES, names.size()));
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("names must be different, found the same one for place "
                        + names.indexOf(name) + " and for place " + names.lastIndexOf(name)
                        + ": pass everything under one name together");
            }
            digests.put(Arrays.copyOf(Sha256.digest().digest(utf8(name)), NAME_BYTES));
        }
        return digests.array();
    }

    private static byte[] utf8(String name) {
        try {
            return Texts.utf8(name);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "names must be texts of whole characters, found half of a surrogate pair: read them in the "
                            + "charset they were written in",
                    e);
        }
    }

    @Override
    public int[] next(long step) {
        ByteBuffer digits = ByteBuffer.wrap(streams.named(StreamPurpose.SAMPLING, step, names));
        return IntStream.range(0, names.length / NAME_BYTES)
                .filter(place -> always || succeeds(digits, place * NAME_BYTES))
                .toArray();
    }

    private boolean succeeds(ByteBuffer digits, int at) {
        int compared = Long.compareUnsigned(digits.getLong(at), upper);
        return compared < 0 || compared == 0 && Long.compareUnsigned(digits.getLong(at + Long.BYTES), lower) < 0;
    }
}
