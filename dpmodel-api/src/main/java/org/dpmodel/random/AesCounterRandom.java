package org.dpmodel.random;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.rng.JumpableUniformRandomProvider;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The AES keystream of one (key, index) as 64-bit random numbers, read little-endian in the order of the blocks.
 *
 * <p>{@link #jump()} splits off sub-streams of 2⁴⁰ numbers for parallel work; there is room for 2²³ of
 * them.
 * Mutable; one thread.
 */
final class AesCounterRandom implements JumpableUniformRandomProvider {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /**
     * A draw of a few numbers should not have to fill a large buffer, and a draw of millions should not be slowed down by
     * a small one.
     */
    private static final int FIRST_BUFFER_BYTES = 256;

    private static final int BUFFER_BYTES = 8192;
    private static final long JUMP = 1L << 40;
    private static final byte[] ZEROS = new byte[BUFFER_BYTES];

    private final SecretKeySpec key;
    private final long index;
    private byte[] buffer = {};
    /** Offset in {@link #buffer} of the next number. */
    private int next;
    /** Position in the stream, counted in numbers, of the next number after {@link #buffer}. */
    private long bufferEnd;

    /**
     * Starts within a stream.
     *
     * @param key the key of the stream's purpose
     * @param index the upper half of the counter
     * @param start the position of the first number, two to a block
     */
    AesCounterRandom(SecretKeySpec key, long index, long start) {
        this.key = key;
        this.index = index;
        this.bufferEnd = start;
    }

    @Override
    public long nextLong() {
        if (next == buffer.length) {
            refill();
        }
        long value = (long) LONGS.get(buffer, next);
        next += Long.BYTES;
        return value;
    }

    @Override
    public UniformRandomProvider jump() {
        long here = bufferEnd - (buffer.length - next) / Long.BYTES;
        bufferEnd = here + JUMP;
        buffer = new byte[0];
        next = 0;
        return new AesCounterRandom(key, index, here);
    }

    /** Reads whole blocks, of which the first may begin with a number that is not used. */
    private void refill() {
        if (buffer.length < BUFFER_BYTES) {
            buffer = new byte[buffer.length == 0 ? FIRST_BUFFER_BYTES : BUFFER_BYTES];
        }
        long from = bufferEnd & ~1L;
        Keystream.ofThread().read(key, index, from, ZEROS, buffer);
        next = (int) (bufferEnd - from) * Long.BYTES;
        bufferEnd = from + buffer.length / Long.BYTES;
    }
}
