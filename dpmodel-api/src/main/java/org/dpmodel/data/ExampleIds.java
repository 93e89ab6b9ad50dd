package org.dpmodel.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.validation.Require;
import org.dpmodel.validation.Sha256;
import org.dpmodel.validation.Texts;

/**
 * Ids of the examples of a dataset: stable names, no two of them equal. Poisson sampling then draws each example by a
 * keyed function of its id, so adding or removing one example changes the draws of no other, wherever it is. Two
 * datasets with the same ids and the same secret have the same draws. Immutable.
 *
 * <p>What is kept of an id is the first half of the SHA-256 of its text in UTF-8. Ids may be private data: {@link
 * #toString} and errors of this class name none.
 */
public final class ExampleIds {
    /** The length of a digest. */
    public static final int DIGEST_BYTES = 2 * Long.BYTES;

    /** Upper and lower half of each digest. */
    private final long[] upper;

    private final long[] lower;

    private ExampleIds(long[] upper, long[] lower) {
        this.upper = upper;
        this.lower = lower;
        requireDifferent();
    }

    /** Equal upper halves count as equal ids; random ids have them in one of 2⁶⁴ pairs. */
    private void requireDifferent() {
        long[] sorted = upper.clone();
        Arrays.parallelSort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                long twice = sorted[i];
                int[] places = IntStream.range(0, upper.length)
                        .filter(place -> upper[place] == twice)
                        .limit(2)
                        .toArray();
                throw new IllegalArgumentException("the ids of examples must be different, found the same one for "
                        + "example " + places[0] + " and for example " + places[1]
                        + ": pass one id for each example; whose records they are is said by withPeople");
            }
        }
    }

    /**
     * Ids as texts.
     *
     * @param ids the id of each example, in the order of the dataset
     * @return the ids
     * @throws IllegalArgumentException if two are equal, or one is not well-formed text
     */
    public static ExampleIds of(List<String> ids) {
        ByteBuffer digests = ByteBuffer.allocate(Math.multiplyExact(DIGEST_BYTES, ids.size()));
        ids.forEach(id -> digests.put(digest(id)));
        return ofDigests(List.of(digests.array()));
    }

    /**
     * Ids as whole numbers; the same as those of their decimal texts.
     *
     * @param ids the id of each example, in the order of the dataset
     * @return the ids
     * @throws IllegalArgumentException if two are equal
     */
    public static ExampleIds numbered(long... ids) {
        return of(LongStream.of(ids).mapToObj(Long::toString).toList());
    }

    /**
     * Ids whose digests alone are known here.
     *
     * @param digests concatenated results of {@link #digest}, in the order of the dataset; in any number of pieces
     * @return the ids
     * @throws IllegalArgumentException if two are equal, or a piece ends within a digest
     */
    public static ExampleIds ofDigests(List<byte[]> digests) {
        int size =
                digests.stream().mapToInt(piece -> piece.length / DIGEST_BYTES).reduce(0, Math::addExact);
        long[] upper = new long[size];
        long[] lower = new long[size];
        int place = 0;
        for (byte[] piece : digests) {
            if (piece.length % DIGEST_BYTES != 0) {
                throw Require.broken(
                        "digests", "must have " + DIGEST_BYTES + " bytes each", piece.length, "pass whole digests");
            }
            for (ByteBuffer bytes = ByteBuffer.wrap(piece); bytes.hasRemaining(); place++) {
                upper[place] = bytes.getLong();
                lower[place] = bytes.getLong();
            }
        }
        return new ExampleIds(upper, lower);
    }

    /**
     * The digest of an id.
     *
     * @param id the id's text
     * @return the first 16 bytes of the SHA-256 of its UTF-8 bytes
     * @throws IllegalArgumentException if it is not well-formed text
     */
    public static byte[] digest(String id) {
        try {
            return Arrays.copyOf(Sha256.digest().digest(Texts.utf8(id)), DIGEST_BYTES);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "ids must be texts of whole characters, found half of a surrogate pair: read them in the charset "
                            + "they were written in",
                    e);
        }
    }

    /**
     * Counts the examples.
     *
     * @return at least 0
     */
    public int size() {
        return upper.length;
    }

    /**
     * Digests of some neighbouring examples.
     *
     * @param from the first example; in [0, to]
     * @param to the example after the last; in [from, size]
     * @return 16 bytes for each, concatenated
     */
    public byte[] digests(int from, int to) {
        ByteBuffer digests = ByteBuffer.allocate(Math.multiplyExact(DIGEST_BYTES, to - from));
        for (int place = from; place < to; place++) {
            digests.putLong(upper[place]).putLong(lower[place]);
        }
        return digests.array();
    }

    /**
     * The ids of some examples.
     *
     * @param indices different positions, each in [0, size)
     * @return their ids, in that order
     */
    public ExampleIds select(int... indices) {
        return new ExampleIds(
                IntStream.of(indices).mapToLong(index -> upper[index]).toArray(),
                IntStream.of(indices).mapToLong(index -> lower[index]).toArray());
    }

    @Override
    public String toString() {
        return "ids of " + size() + " examples";
    }
}
