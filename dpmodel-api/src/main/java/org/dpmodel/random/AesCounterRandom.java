package org.dpmodel.random;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
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
    private static final int BLOCK_BYTES = 16;
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
    private Cipher cipher;
    private byte[] buffer;
    /** Offset in {@link #buffer} of the next number. */
    private int next;
    /** Position in the stream, counted in numbers, of the end of {@link #buffer}. */
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
        moveTo(start);
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
        AesCounterRandom copy = new AesCounterRandom(key, index, here);
        moveTo(here + JUMP);
        return copy;
    }

    private void moveTo(long position) {
        byte[] counter = ByteBuffer.allocate(BLOCK_BYTES)
                .putLong(index)
                .putLong(position >>> 1)
                .array();
        try {
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no AES/CTR/NoPadding cipher: add the SunJCE provider to its security "
                            + "configuration",
                    e);
        }
        buffer = new byte[0];
        next = 0;
        bufferEnd = position & ~1L;
        if ((position & 1) != 0) {
            nextLong();
        }
    }

    private void refill() {
        if (buffer.length < BUFFER_BYTES) {
            buffer = new byte[buffer.length == 0 ? FIRST_BUFFER_BYTES : BUFFER_BYTES];
        }
        try {
            cipher.update(ZEROS, 0, buffer.length, buffer, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a stream cipher returned more bytes than it was given", e);
        }
        bufferEnd += buffer.length / Long.BYTES;
        next = 0;
    }
}
