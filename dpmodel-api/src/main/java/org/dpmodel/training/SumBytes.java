package org.dpmodel.training;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.dpmodel.validation.Require;

/** Partial sums as bytes: counts, and then the unrounded elements. */
final class SumBytes {
    private static final String PART = "a part of a sum";
    private static final String CURE = "use the same network and the same version of this library on all machines";

    private SumBytes() {}

    static byte[] write(PartialSum sum) {
        int elements = Arrays.stream(sum.sums().totals())
                .mapToInt(total -> total.length)
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(Tally.BYTES, Math.multiplyExact(Double.BYTES, elements)));
        sum.tally().write(bytes);
        DoubleBuffer values = bytes.asDoubleBuffer();
        for (double[] total : sum.sums().totals()) {
            values.put(total);
        }
        return bytes.array();
    }

    static PartialSum read(byte[] part, int unitSize, int... sizes) {
        int length = Tally.BYTES + Double.BYTES * Arrays.stream(sizes).sum();
        if (part.length != length) {
            throw Require.broken(PART, "must have " + length + " bytes", part.length, CURE);
        }
        ByteBuffer bytes = ByteBuffer.wrap(part);
        Tally tally = Tally.read(bytes, unitSize);
        GridSum sums = new GridSum(sizes);
        sums.reset(OptionalDouble.empty());
        DoubleBuffer values = bytes.asDoubleBuffer();
        for (double[] total : sums.totals()) {
            values.get(total);
        }
        return new PartialSum(sums, tally);
    }
}
