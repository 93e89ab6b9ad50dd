package org.dpmodel.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dpmodel.validation.Require;
import org.dpmodel.validation.Texts;

/**
 * Whose records the examples of a dataset are. Two records belong to the same person if their ids are equal character
 * by character: the same name with an extra space or a differently encoded accent is another person. People are
 * numbered in the order in which they first occur. Immutable.
 *
 * <p>Ids are private data: {@link #toString} and errors of this class name none.
 */
public final class PersonIds {
    private static final String MAC = "HmacSHA256";

    private final String[] ids;
    private final int[] persons;
    private final int[] firstRecords;

    private PersonIds(String... ids) {
        this.ids = ids;
        this.persons = new int[ids.length];
        Map<String, Integer> numbers = new HashMap<>();
        int[] first = new int[ids.length];
        for (int record = 0; record < ids.length; record++) {
            check(record, ids[record]);
            Integer known = numbers.putIfAbsent(ids[record], numbers.size());
            persons[record] = known == null ? numbers.size() - 1 : known;
            if (known == null) {
                first[persons[record]] = record;
            }
        }
        this.firstRecords = Arrays.copyOf(first, numbers.size());
    }

    private static void check(int record, String id) {
        if (id == null || id.codePoints().allMatch(Texts::isInvisible)) {
            throw Require.broken(
                    "the person of record " + record,
                    "must have an id",
                    id == null ? "none" : "a blank one",
                    "pass an id for each record: records without one could belong to anybody");
        }
        utf8(record, id);
    }

    private static byte[] utf8(int record, String id) {
        try {
            return Texts.utf8(id);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the id of the person of record " + record + " must be a text of whole characters, found half of a"
                            + " surrogate pair: read the ids in the charset they were written in",
                    e);
        }
    }

    /**
     * Ids as texts.
     *
     * @param ids the person of each record, in the order of the dataset
     * @return the ids
     * @throws IllegalArgumentException if one is missing, blank or not well-formed text
     */
    public static PersonIds of(List<String> ids) {
        return new PersonIds(ids.toArray(String[]::new));
    }

    /**
     * Ids as texts.
     *
     * @param ids the person of each record, in the order of the dataset
     * @return the ids
     * @throws IllegalArgumentException if one is missing, blank or not well-formed text
     */
    public static PersonIds of(String... ids) {
        return new PersonIds(ids.clone());
    }

    /**
     * Ids as whole numbers.
     *
     * @param ids the person of each record, in the order of the dataset
     * @return the ids
     */
    public static PersonIds numbered(long... ids) {
        return new PersonIds(LongStream.of(ids).mapToObj(Long::toString).toArray(String[]::new));
    }

    /**
     * Ids as integers, for example {@link Qmnist#trainWriters}.
     *
     * @param ids the person of each record, in the order of the dataset
     * @return the ids
     */
    public static PersonIds numbered(int... ids) {
        return numbered(IntStream.of(ids).asLongStream().toArray());
    }

    /**
     * Counts the records.
     *
     * @return at least 0
     */
    public int records() {
        return ids.length;
    }

    /**
     * Counts the people.
     *
     * @return at least 0
     */
    public int people() {
        return firstRecords.length;
    }

    /**
     * The number of the person whose record this is.
     *
     * @param record position in the dataset
     * @return in [0, people)
     * @throws IndexOutOfBoundsException if there is no such record
     */
    public int person(int record) {
        return persons[record];
    }

    /**
     * The id of a person.
     *
     * @param person the person's number, in [0, people)
     * @return the id, which is private data
     * @throws IndexOutOfBoundsException if there is no such person
     */
    public String id(int person) {
        return ids[firstRecords[person]];
    }

    /**
     * The ids of some records.
     *
     * @param records positions, in the desired order
     * @return ids of these records only; people are renumbered
     */
    public PersonIds select(int... records) {
        return new PersonIds(
                IntStream.of(records).mapToObj(record -> ids[record]).toArray(String[]::new));
    }

    /**
     * The records that are kept if each person may have at most a given number: the first ones of each person, in
     * dataset order. Neither labels nor values are looked at, and nobody's records depend on who else is there.
     *
     * @param most the largest number of records of a person, at least 1
     * @return positions in ascending order
     */
    public int[] kept(int most) {
        Require.atLeast("recordsPerPerson", most, 1, "pass the maximum number of records to keep per person");
        int[] seen = new int[people()];
        return IntStream.range(0, records())
                .filter(record -> seen[persons[record]]++ < most)
                .toArray();
    }

    /**
     * The records of each person.
     *
     * @return by the person's number: positions in ascending order; arrays that the caller owns
     */
    public int[][] byPerson() {
        int[] sizes = new int[people()];
        for (int person : persons) {
            sizes[person]++;
        }
        int[][] records = new int[people()][];
        Arrays.setAll(records, person -> new int[sizes[person]]);
        int[] filled = new int[people()];
        for (int record = 0; record < persons.length; record++) {
            records[persons[record]][filled[persons[record]]++] = record;
        }
        return records;
    }

    /**
     * A digest, HMAC-SHA-256, that shows whether records belong to the same people. Without the key it does not reveal
     * who they are, so keep the two apart: with the key, anyone who knows all people but one can test guesses about
     * that one.
     *
     * @param key a secret key, not empty
     * @return 64 hexadecimal digits, equal for equal ids of equal records in the same order
     */
    public String digest(byte[] key) {
        Mac digest = mac(key);
        digest.update("org.dpmodel people digest 2".getBytes(StandardCharsets.UTF_8));
        for (int record = 0; record < ids.length; record++) {
            byte[] bytes = utf8(record, ids[record]);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.doFinal());
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no " + MAC + ": use a complete one", e);
        }
    }

    /** The number of records and people, without ids. */
    @Override
    public String toString() {
        return records() + " records of " + people() + " people";
    }
}
