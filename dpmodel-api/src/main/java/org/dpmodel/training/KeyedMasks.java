package org.dpmodel.training;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.graph.step.DroppedNumbers;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Masks of one step. Its stream of random numbers has a part of equal size for each example of the dataset, with 32 bits
 * for each element that could be dropped: the element is dropped if these are below ratio · 2³².
 *
 * @param streams the run's randomness
 * @param step the step
 */
record KeyedMasks(RandomStreams streams, long step) implements DropoutMasks {
    private static final double RANGE = 0x1p32;
    private static final int KEY_BYTES = 16;

    static KeyedMasks read(byte... bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        byte[] key = new byte[KEY_BYTES];
        if (bytes.length != Long.BYTES + KEY_BYTES) {
            throw Require.broken(
                    "masks",
                    "must have " + (Long.BYTES + KEY_BYTES) + " bytes",
                    bytes.length,
                    "pass what bytes() returned");
        }
        long step = buffer.getLong();
        buffer.get(key);
        return new KeyedMasks(RandomStreams.ofDropoutKey(key), step);
    }

    @Override
    public byte[] bytes() {
        return ByteBuffer.allocate(Long.BYTES + KEY_BYTES)
                .putLong(step)
                .put(streams.dropoutKey())
                .array();
    }

    @Override
    public void fill(int example, List<DroppedNumbers> dropouts, FloatBuffer row) {
        long numbers = (row.remaining() + 1) / 2;
        UniformRandomProvider random = streams.stream(StreamPurpose.DROPOUT, step, example * numbers);
        long bits = 0;
        boolean half = false;
        for (DroppedNumbers dropout : dropouts) {
            long below = Math.round(dropout.ratio() * RANGE);
            float kept = dropout.kept();
            for (int i = 0; i < dropout.elements(); i++) {
                bits = half ? bits >>> Integer.SIZE : random.nextLong();
                half = !half;
                row.put(Integer.toUnsignedLong((int) bits) < below ? 0 : kept);
            }
        }
    }
}
