package org.dpmodel.tabular;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The people of one table, as they are read. One person under two ids would be protected as two, and two people under one id as
 * one: neither may happen unnoticed. Numbers of equal value are one id, whatever their type (7 and 7.0); texts are ids to the letter,
 * and two texts that are the same number are refused, since nobody can know whether they are the same person.
 */
final class PersonColumn {
    /** Whole numbers up to here have neighbours of their own as double, and as float. */
    private static final double EXACT_DOUBLE = 0x1p53;

    private static final double EXACT_FLOAT = 0x1p24;

    private final Set<String> missing;
    private final List<String> ids = new ArrayList<>();
    private final Map<BigDecimal, String> numbers = new HashMap<>();

    PersonColumn(Set<String> missing) {
        this.missing = missing;
    }

    /** Takes the value of the next row. */
    void add(Object value) {
        if (Values.isMissing(value, missing)) {
            throw Values.missing("each row needs the person whose record it is");
        }
        ids.add(value instanceof Number number ? ofNumber(number) : ofText(Values.text(value)));
    }

    /** The ids of all rows. */
    List<String> ids() {
        return List.copyOf(ids);
    }

    private String ofNumber(Number value) {
        BigDecimal number = exact(value);
        return known(number, text(number));
    }

    private String ofText(String text) {
        if (text.isBlank() || text.strip().length() < text.length()) {
            throw Values.fault(
                    "an id without blanks around it",
                    text,
                    "write it alike in all rows, so that one person has one id");
        }
        return Values.isNumber(text) ? ofNumberText(text) : text;
    }

    private String ofNumberText(String text) {
        try {
            return known(new BigDecimal(text), text);
        } catch (NumberFormatException e) {
            // An exponent beyond all numbers: only its letters can be compared.
            return text;
        }
    }

    private String known(BigDecimal number, String text) {
        String first = numbers.putIfAbsent(number.stripTrailingZeros(), text);
        if (first != null && !first.equals(text)) {
            throw Values.fault(
                    "an id that is not written in two ways",
                    text,
                    "an earlier row has \"" + first
                            + "\", which is the same number and may be the same person; write the id"
                            + " of a person alike in all rows, or put a letter before ids that are no numbers");
        }
        return text;
    }

    private static BigDecimal exact(Number value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger whole) {
            return new BigDecimal(whole);
        }
        if (value instanceof Double || value instanceof Float) {
            double real = value.doubleValue();
            if (!(Math.abs(real) <= (value instanceof Float ? EXACT_FLOAT : EXACT_DOUBLE))) {
                throw Values.fault(
                        "an id that its type holds exactly",
                        value,
                        "people with neighbouring ids would become one: give the column as texts or whole numbers");
            }
            return new BigDecimal(value.toString());
        }
        return new BigDecimal(value.toString());
    }

    /** As people write it: 7 for 7.0, and no exponent unless the number is very long. */
    private static String text(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return Math.abs((long) shortest.scale()) > 40 ? shortest.toString() : shortest.toPlainString();
    }
}
