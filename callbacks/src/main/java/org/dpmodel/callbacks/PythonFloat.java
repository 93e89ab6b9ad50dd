package org.dpmodel.callbacks;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as Python prints them, so that lines equal MindSpore's: {@code 1e-05}, {@code 0.75}, {@code inf}. */
final class PythonFloat {
    private static final double SMALLEST_PLAIN = 1e-4;
    private static final double LARGEST_PLAIN = 1e16;

    private PythonFloat() {}

    static String text(double value) {
        return Double.isFinite(value) ? finite(value, Double.toString(value)) : nonFinite(value);
    }

    /** The shortest digits that distinguish the float32 from its neighbours, as NumPy prints it. */
    static String text(float value) {
        return Float.isFinite(value) ? finite(value, Float.toString(value)) : nonFinite(value);
    }

    private static String finite(double value, String shortest) {
        double size = Math.abs(value);
        BigDecimal digits = new BigDecimal(shortest).stripTrailingZeros();
        if (size == 0 || (size >= SMALLEST_PLAIN && size < LARGEST_PLAIN)) {
            String plain = digits.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String unscaled = digits.unscaledValue().abs().toString();
        int exponent = digits.precision() - digits.scale() - 1;
        String fraction = unscaled.length() == 1 ? "" : "." + unscaled.substring(1);
        return String.format(
                Locale.ROOT,
                "%s%s%se%s%02d",
                value < 0 ? "-" : "",
                unscaled.charAt(0),
                fraction,
                exponent < 0 ? "-" : "+",
                Math.abs(exponent));
    }

    private static String nonFinite(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return value > 0 ? "inf" : "-inf";
    }
}
