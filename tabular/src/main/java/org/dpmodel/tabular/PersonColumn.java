package org.dpmodel.tabular;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.text.Normalizer;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.dpmodel.validation.Texts;

/**
 * The people of one table, as they are read. One person under two ids would be protected as two, and two people under
 * one id are protected together only: neither may happen unnoticed. Numbers of equal value are one id, whatever their
 * type (7 and 7.0); texts are compared exactly, and two texts that are the same number, or the same text in Unicode's
 * form NFKC, are refused, since nobody can know whether they are the same person. Objects of types other than those
 * listed here are refused, since their text may be their memory address.
 */
final class PersonColumn {
    /**
     * Below these limits, neighbouring whole numbers are distinct as double and as float; the limit itself may be
     * another number, rounded.
     */
    private static final double EXACT_DOUBLE = 0x1p53;

    private static final double EXACT_FLOAT = 0x1p24;

    private static final Map<Class<?>, Function<String, Object>> READERS =
            Map.of(Timestamp.class, Timestamp::valueOf, Date.class, Date::valueOf, Time.class, Time::valueOf);

    private final Set<String> missing;
    private final List<String> ids = new ArrayList<>();
    private final Map<BigDecimal, String> numbers = new HashMap<>();
    private final Map<String, String> spellings = new HashMap<>();

    PersonColumn(Set<String> missing) {
        this.missing = missing;
    }

    /** Receives the value of the next row. */
    void add(Object value) {
        if (Values.isMissing(value, missing)) {
            throw Values.missing("each row needs the person whose record it is");
        }
        ids.add(ofText(text(value)));
    }

    /** The ids of all rows. */
    List<String> ids() {
        return List.copyOf(ids);
    }

    /** The text of an id, only for types in which equal values have equal texts. */
    private static String text(Object value) {
        if (value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof UUID
                || isTime(value)) {
            return value.toString();
        }
        if (READERS.containsKey(value.getClass())) {
            return ofMoment(value);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        return text(number(value));
    }

    private static boolean isTime(Object value) {
        return (value instanceof TemporalAccessor || value instanceof TemporalAmount)
                && value.getClass().getPackageName().equals("java.time");
    }

    /**
     * The texts of these classes omit fractions of seconds, or the time of day, and are ambiguous for the hour in which
     * clocks are turned back; whatever the text omits is appended.
     */
    private static String ofMoment(Object moment) {
        String text = moment.toString();
        return isRead(text, moment) ? text : text + " (" + milliseconds(moment) + " ms since 1970)";
    }

    private static boolean isRead(String text, Object moment) {
        try {
            return moment.equals(READERS.get(moment.getClass()).apply(text));
        } catch (IllegalArgumentException e) {
            // A year of more than four digits, of which the text has only the last ones.
            return false;
        }
    }

    private static long milliseconds(Object moment) {
        if (moment instanceof Timestamp timestamp) {
            return timestamp.getTime();
        }
        return moment instanceof Time time ? time.getTime() : ((Date) moment).getTime();
    }

    private static BigDecimal number(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        if (value instanceof Double || value instanceof Float) {
            return whole((Number) value);
        }
        if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
            return BigDecimal.valueOf(((Number) value).longValue());
        }
        throw Values.fault(
                "an id of a type whose text identifies it",
                value.getClass().getName(),
                "provide the column as texts, whole or decimal numbers, truth values, dates, times, UUIDs or bytes");
    }

    private static BigDecimal whole(Number value) {
        double real = value.doubleValue();
        if (!(Math.abs(real) < (value instanceof Float ? EXACT_FLOAT : EXACT_DOUBLE)) || real != Math.rint(real)) {
            throw Values.fault(
                    "an id that its type represents exactly",
                    value,
                    "people with neighbouring ids would be merged: provide the column as texts or whole numbers");
        }
        return BigDecimal.valueOf((long) real);
    }

    private String ofText(String text) {
        checkVisible(text);
        String spelling = Normalizer.normalize(text, Normalizer.Form.NFKC);
        String first = spellings.putIfAbsent(spelling, text);
        if (first != null && !first.equals(text)) {
            throw twoWays(text, first, "looks like it");
        }
        // 7,0 is 7 where decimals have a comma, so next to an id 7 it may be the same person in any file.
        String point = spelling.replace(',', '.');
        if (Values.isNumber(point)) {
            checkNumber(point, text);
        }
        return text;
    }

    private static void checkVisible(String text) {
        int[] letters = text.codePoints().toArray();
        if (letters.length == 0
                || Texts.isInvisible(letters[0])
                || Texts.isInvisible(letters[letters.length - 1])
                || Arrays.stream(letters).anyMatch(PersonColumn::isHidden)) {
            throw Values.fault(
                    "an id without surrounding whitespace, and without invisible or broken characters",
                    text,
                    "write it the same way in all rows, so that one person has one id");
        }
    }

    private static boolean isHidden(int letter) {
        return Texts.isControlOrFormat(letter)
                || Texts.isIgnorable(letter)
                || Character.getType(letter) == Character.SURROGATE;
    }

    private void checkNumber(String spelling, String text) {
        BigDecimal number;
        try {
            number = new BigDecimal(spelling);
        } catch (NumberFormatException e) {
            // An exponent beyond all numbers: only its text can be compared.
            return;
        }
        String first = numbers.putIfAbsent(number.stripTrailingZeros(), text);
        if (first != null && !first.equals(text)) {
            throw twoWays(text, first, "is the same number");
        }
    }

    private static IllegalArgumentException twoWays(String text, String first, String how) {
        return Values.fault(
                "an id that is written in only one way",
                text,
                "an earlier row has \"" + first + "\", which " + how
                        + " and may be the same person; write the id of a person the same way in all rows, or put a "
                        + "letter before ids that are not numbers");
    }

    /** The form in which people write it: 7 for 7.0, and no exponent unless the number is very long. */
    private static String text(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return Math.abs((long) shortest.scale()) > 40 ? shortest.toString() : shortest.toPlainString();
    }
}
