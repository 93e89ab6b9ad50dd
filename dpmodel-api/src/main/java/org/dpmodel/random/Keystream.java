package org.dpmodel.random;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A thread's AES cipher in counter mode, which goes to any place of any stream: making a cipher takes longer than encrypting the
 * numbers of a piece of noise, and a large network has thousands of pieces. Mutable; one thread.
 */
final class Keystream {
    private static final ThreadLocal<Keystream> OF_THREAD = ThreadLocal.withInitial(Keystream::new);
    private static final int BLOCK_BYTES = 16;

    private final Cipher cipher = AesCiphers.of("CTR");
    /** Where the cipher is: its next bytes are those of this key, index and position. */
    private SecretKeySpec key;

    private long index;
    private long position;

    private Keystream() {}

    static Keystream ofThread() {
        return OF_THREAD.get();
    }

    /**
     * Writes a part of a stream.
     *
     * @param ofKey the key
     * @param ofIndex the upper half of the counter
     * @param from the first number's position, two to a block; even
     * @param zeros at least as many zeros as bytes are written
     * @param into whole blocks
     */
    void read(SecretKeySpec ofKey, long ofIndex, long from, byte[] zeros, byte[] into) {
        if (!ofKey.equals(key) || index != ofIndex || position != from) {
            moveTo(ofKey, ofIndex, from);
        }
        // Until all bytes are there, the cipher is nowhere.
        key = null;
        try {
            cipher.update(zeros, 0, into.length, into, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("a stream cipher returned more bytes than it was given", e);
        }
        key = ofKey;
        index = ofIndex;
        position = from + into.length / Long.BYTES;
    }

    private void moveTo(SecretKeySpec ofKey, long ofIndex, long from) {
        byte[] counter = ByteBuffer.allocate(BLOCK_BYTES)
                .putLong(ofIndex)
                .putLong(from >>> 1)
                .array();
        try {
            cipher.init(Cipher.ENCRYPT_MODE, ofKey, new IvParameterSpec(counter));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the AES/CTR/NoPadding cipher of this Java runtime refuses a key of 128 bits", e);
        }
    }
}
