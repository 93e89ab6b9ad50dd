package org.dpmodel.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.validation.Require;
import org.dpmodel.validation.Sha256;

/**
 * The source of all randomness of one training run: independent cryptographic streams, one for each purpose and index.
 *
 * <p>A stream is a pure function of (secret, purpose, index), so a run resumed at step k uses the streams of step k
 * without replaying anything. Its bytes are the AES-128 keystream in counter mode (NIST SP 800-38A, section 6.5):
 *
 * <pre>
 * key(purpose) = the first 128 bits of SHA-256(label ‖ secret ‖ purpose)
 * block(purpose, index, i) = AES(key(purpose), index ‖ i)      index, i: 64 bits each
 * </pre>
 *
 * <p>Asking twice for the same stream gives the same numbers twice. If the noise of one step were added to two different
 * sums, anyone could cancel it by subtraction; hence one run must have one {@code RandomStreams} and use each (purpose,
 * index) for one thing only.
 *
 * <p>Immutable and thread-safe; each stream that it returns belongs to one thread.
 */
public final class RandomStreams {
    private static final int SECRET_BYTES = 32;
    private static final int KEY_BYTES = 16;

    private final Map<StreamPurpose, SecretKeySpec> keys;
    private final boolean seeded;

    private RandomStreams(Map<StreamPurpose, SecretKeySpec> keys, boolean seeded) {
        this.keys = keys;
        this.seeded = seeded;
    }

    private static RandomStreams of(byte[] secret, boolean seeded) {
        Map<StreamPurpose, SecretKeySpec> keys = new EnumMap<>(StreamPurpose.class);
        for (StreamPurpose purpose : StreamPurpose.values()) {
            byte[] digest = sha256("org.dpmodel.random stream key 1", secret, purpose.name());
            keys.put(purpose, key(Arrays.copyOf(digest, KEY_BYTES)));
        }
        return new RandomStreams(keys, seeded);
    }

    private static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }

    /**
     * Streams with a fresh 256-bit secret from the platform's {@link SecureRandom}: the default, and what a privacy
     * guarantee needs. The secret is neither shown nor stored, and each call has its own.
     *
     * @return streams that nobody can repeat
     */
    public static RandomStreams secure() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return of(secret, false);
    }

    /**
     * Streams of a seed, or secure ones.
     *
     * @param seed the seed, if there is one
     * @return {@link #seeded} or {@link #secure} streams; never share them between models, since noise that is used twice cancels out
     */
    public static RandomStreams of(OptionalLong seed) {
        return seed.isPresent() ? seeded(seed.getAsLong()) : secure();
    }

    /**
     * Streams for training weights further. With the streams of an earlier training, both would hide different sums behind
     * the same noise, which the difference of their results would cancel; hence equal seeds give other streams for other
     * earlier trainings.
     *
     * @param seed the seed, if there is one
     * @param earlier what distinguishes the earlier trainings of the weights; empty if there were none
     * @return as {@link #of(OptionalLong)} if there were none
     */
    public static RandomStreams of(OptionalLong seed, String earlier) {
        if (seed.isEmpty() || earlier.isEmpty()) {
            return of(seed);
        }
        return of(sha256("org.dpmodel.random seed of a later training 1", bytes(seed.getAsLong()), earlier), true);
    }

    private static byte[] bytes(long seed) {
        return ByteBuffer.allocate(Long.BYTES).putLong(seed).array();
    }

    /**
     * Repeatable streams, for tests and comparisons. <strong>Not private unless the seed stays secret:</strong> anyone
     * who knows or guesses the seed can compute the noise and remove it. A {@code long} contains at most 64 bits of
     * secret and a seed chosen by hand far fewer, so privacy statements mark such runs.
     *
     * @param seed equal seeds give equal streams, in any process and on any machine
     * @return streams determined by {@code seed}
     */
    public static RandomStreams seeded(long seed) {
        return of(sha256("org.dpmodel.random seed 1", bytes(seed), ""), true);
    }

    /**
     * Whether the streams come from a seed, which a privacy statement must say.
     *
     * @return true if created by {@link #seeded}
     */
    public boolean isSeeded() {
        return seeded;
    }

    /**
     * The key of only the streams of {@link StreamPurpose#ORDER}, which a resumed run needs to finish an epoch whose
     * batches are already paid for. It reveals nothing about other streams. As secret as a seed if the charge relies on a
     * secret order, as with balls in bins; other schemes are charged as if the order were public.
     *
     * @return a copy of the key
     */
    public byte[] orderKey() {
        return keys.get(StreamPurpose.ORDER).getEncoded();
    }

    /**
     * The key of only the streams of {@link StreamPurpose#DROPOUT}, needed by machines that compute gradients for this
     * one. It reveals nothing about other streams, and is as secret as the examples.
     *
     * @return a copy of the key
     */
    public byte[] dropoutKey() {
        return keys.get(StreamPurpose.DROPOUT).getEncoded();
    }

    /**
     * Streams of {@link StreamPurpose#DROPOUT} and no others.
     *
     * @param dropoutKey a {@link #dropoutKey()}
     * @return streams that refuse every other purpose
     * @throws IllegalArgumentException if the key has a wrong length
     */
    public static RandomStreams ofDropoutKey(byte[] dropoutKey) {
        checkKey("dropoutKey", dropoutKey);
        return new RandomStreams(Map.of(StreamPurpose.DROPOUT, key(dropoutKey.clone())), false);
    }

    private static void checkKey(String name, byte... key) {
        if (key.length != KEY_BYTES) {
            throw Require.broken(
                    name, "must have " + KEY_BYTES + " bytes", key.length, "pass what " + name + "() gave");
        }
    }

    /**
     * Identifies order keys without revealing them.
     *
     * @param orderKey an {@link #orderKey()}
     * @return 32 hexadecimal digits
     */
    public static String digest(byte[] orderKey) {
        byte[] digest = sha256("org.dpmodel.random order key digest 2", orderKey, "");
        return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
    }

    /**
     * The same streams except for those of {@link StreamPurpose#ORDER}.
     *
     * @param orderKey an {@link #orderKey()}
     * @return a changed copy
     * @throws IllegalArgumentException if the key has a wrong length
     */
    public RandomStreams withOrderKey(byte[] orderKey) {
        checkKey("orderKey", orderKey);
        Map<StreamPurpose, SecretKeySpec> changed = new EnumMap<>(keys);
        changed.put(StreamPurpose.ORDER, key(orderKey.clone()));
        return new RandomStreams(changed, seeded);
    }

    /**
     * Starts the stream of a purpose and an index, at its beginning. Costs a few microseconds.
     *
     * @param purpose what the numbers are for
     * @param index which of that purpose's streams, for example the step; at least 0
     * @return a generator for one thread, also a {@link org.apache.commons.rng.JumpableUniformRandomProvider}
     * @throws IllegalArgumentException if {@code index} is negative
     */
    public UniformRandomProvider stream(StreamPurpose purpose, long index) {
        return stream(purpose, index, 0);
    }

    /**
     * Starts within the stream of a purpose and an index, at the state that {@link #stream(StreamPurpose, long)} reaches
     * after {@code start} numbers of 64 bits. This lets parts of a stream belong to different things, each accessible
     * without the others.
     *
     * @param purpose what the numbers are for
     * @param index which of that purpose's streams, for example the step; at least 0
     * @param start the number of skipped numbers; at least 0
     * @return a generator for one thread
     * @throws IllegalArgumentException if {@code index} or {@code start} is negative
     */
    public UniformRandomProvider stream(StreamPurpose purpose, long index, long start) {
        Objects.requireNonNull(purpose, "purpose");
        Require.atLeast("index", index, 0, "pass the step, the epoch or the position of the stream");
        Require.atLeast("start", start, 0, "pass the number of values before it");
        SecretKeySpec key = keys.get(purpose);
        if (key == null) {
            throw new IllegalArgumentException("these streams must be used for " + keys.keySet() + " only, found "
                    + purpose + ": only the machine that draws and adds noise has the other keys");
        }
        return new AesCounterRandom(key, index, start);
    }

    /**
     * Uniform bits by name: a pure function of (secret, purpose, index, name), so the bits of one name do not depend on
     * which others there are, or on their order. The first 128 bits of the stream (purpose, index) are the key of
     *
     * <pre>
     * bits(name) = AES(key(purpose, index), name)      128 bits each
     * </pre>
     *
     * @param purpose what the bits are for; a run asks for its streams or for its names, not for both
     * @param index for example the step; at least 0
     * @param names concatenation of different names of 16 bytes each; usually parts of digests
     * @return 16 bytes for each name, in the order of the names
     * @throws IllegalArgumentException if {@code index} is negative, or the names have a wrong length
     */
    public byte[] named(StreamPurpose purpose, long index, byte[] names) {
        if (names.length % KEY_BYTES != 0) {
            throw Require.broken("names", "must have 16 bytes each", names.length + " bytes", "pass parts of digests");
        }
        UniformRandomProvider stream = stream(purpose, index);
        byte[] key = new byte[KEY_BYTES];
        stream.nextBytes(key);
        return NamedBits.of(key(key), names);
    }

    /**
     * The kind of streams, never the secret or the seed.
     *
     * @return "secure" or "seeded"
     */
    @Override
    public String toString() {
        return seeded ? "seeded" : "secure";
    }

    private static byte[] sha256(String label, byte[] secret, String purpose) {
        MessageDigest digest = Sha256.digest();
        digest.update(label.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(secret);
        digest.update(purpose.getBytes(StandardCharsets.UTF_8));
        return digest.digest();
    }
}
