package org.dpmodel.tabular;

import java.util.Set;
import java.util.regex.Pattern;

/** Single values of a row, as texts and numbers. Errors say what the value must be and what it is. */
final class Values {
    /** Decimal digits only: Java's own parser also accepts "1d", "0x1p3" and blanks. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?[\\d.]*,\\d+([eE][+-]?\\d+)?");

    private Values() {}

    static boolean isMissing(Object value, Set<String> missing) {
        return value == null
                || value instanceof CharSequence && missing.contains(value.toString())
                || value instanceof Double number && number.isNaN()
                || value instanceof Float narrow && narrow.isNaN();
    }

    /** A finite number in the range of float32. */
    static float number(Object value) {
        double number;
        if (value instanceof Number given) {
            number = given.doubleValue();
        } else if (value instanceof CharSequence) {
            number = parsed(value.toString());
        } else {
            throw fault("a number", value, "provide the column as numbers or as text with decimal digits");
        }
        float narrow = (float) number;
        if (!Float.isFinite(narrow)) {
            throw fault(
                    "a finite number within float32's range", value, "correct the value, or scale the whole column");
        }
        return narrow;
    }

    /** Whether a text is written as a number. */
    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /**
     * A number with a decimal comma as one with a point.
     *
     * @throws IllegalArgumentException if there is a point, which may separate thousands
     */
    static String withPoint(String text) {
        if (text.indexOf('.') >= 0 && isNumber(text.replace(".", "").replace(',', '.'))) {
            throw fault(
                    "a number with a decimal comma",
                    text,
                    "points are not read together with decimal commas, since 1.500 may be 1.5 or 1500: write the "
                            + "file without points in numbers, or read it without withDecimalCommas() if points are "
                            + "its decimal separators");
        }
        return DECIMAL_COMMA.matcher(text).matches() ? text.replace(',', '.') : text;
    }

    private static double parsed(String text) {
        if (isNumber(text)) {
            return Double.parseDouble(text);
        }
        String cure = DECIMAL_COMMA.matcher(text).matches()
                ? "decimal commas are read only if requested, since 1,500 may be 1.5 or 1500: write the file with"
                        + " decimal points, or read it with CsvFormat.standard().withDecimalCommas()"
                : text.isBlank() || text.strip().length() < text.length()
                        ? "write it without spaces"
                        : "write decimal digits with a point, or name the text in missingTexts(...) if it means a "
                                + "missing value";
        throw fault("a number", text, cure);
    }

    /**
     * The text of a category.
     *
     * @throws IllegalArgumentException if the object has none of its own, such as bytes: each would be some other text
     */
    static String text(Object value) {
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        String text = value.toString();
        Class<?> type = value.getClass();
        if (type.isArray() || text.equals(type.getName() + "@" + Integer.toHexString(value.hashCode()))) {
            throw fault(
                    "a text, or a value with a text of its own",
                    type.getTypeName(),
                    "provide the column as texts, whole numbers or truth values");
        }
        return text;
    }

    static IllegalArgumentException fault(String rule, Object value, String cure) {
        String shown = value instanceof CharSequence || value == null ? "\"" + value + "\"" : String.valueOf(value);
        return new IllegalArgumentException("must be " + rule + ", found " + shown + ": " + cure);
    }

    static IllegalArgumentException missing(String cure) {
        return new IllegalArgumentException("must not be missing: " + cure);
    }
}
