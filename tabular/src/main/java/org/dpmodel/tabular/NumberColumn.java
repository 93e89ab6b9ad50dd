package org.dpmodel.tabular;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.dpmodel.validation.Require;

/**
 * A column of numbers. Values are clipped to a public range and scaled to [-1, 1]:
 *
 * <pre>
 * (clip(x, min, max) − centre) · scale        centre = (min + max) / 2, scale = 2 / (max − min), all in float32
 * </pre>
 *
 * <p>The range is what the column can mean, such as ages from 0 to 120. The smallest and largest value in the data are
 * private, and a range taken from them would reveal two people without any charge.
 *
 * @param name as in the header
 * @param min least value, finite
 * @param max largest value, finite and above {@code min}
 * @param fill the value used for missing ones, in the range; missing values are refused if it is empty
 */
public record NumberColumn(String name, float min, float max, OptionalDouble fill) implements Column {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if it is not a range, or the fill value is outside
     */
    public NumberColumn {
        Require.finite("min of column " + name, min, "pass a public lower bound");
        Require.finite("max of column " + name, max, "pass a public upper bound");
        if (!(min < max) || !Float.isFinite(max - min)) {
            throw Require.broken(
                    "max of column " + name, "must be above min, " + min, max, "pass the public range of the column");
        }
        if (!Float.isFinite((float) (2 / ((double) max - min)))) {
            throw Require.broken(
                    "the range of column " + name,
                    "must be wide enough to be scaled to [-1, 1] in float32",
                    "[" + min + ", " + max + "]",
                    "give the column in another unit");
        }
        // In float32 and with zeros without a sign, as the schema's file has them: a column that is read back is the
        // same.
        min += 0f;
        max += 0f;
        float filled = (float) fill.orElse(min) + 0f;
        if (!(filled >= min && filled <= max)) {
            throw Require.broken(
                    "the fill value of column " + name,
                    "must be in its range, [" + min + ", " + max + "]",
                    fill.orElse(min),
                    "pass a typical value that is publicly known");
        }
        fill = fill.isPresent() ? OptionalDouble.of(filled) : fill;
    }

    /**
     * This column with values that may be missing: they are replaced by a public value, and a second number flags them.
     *
     * @param value a typical value that is publicly known; the mean of the data would reveal something about them
     * @return the changed column
     * @throws IllegalArgumentException if it is outside the range
     */
    public NumberColumn orMissing(double value) {
        return new NumberColumn(name, min, max, OptionalDouble.of(value));
    }

    @Override
    public List<String> features() {
        return fill.isPresent() ? List.of(name, name + " is missing") : List.of(name);
    }

    /** The middle of the range. */
    float centre() {
        return (float) (((double) min + max) / 2);
    }

    /** The factor that maps half of the range to 1. */
    float scale() {
        return (float) (2 / ((double) max - min));
    }

    @Override
    public void encode(Object value, Set<String> missing, float[] into, int at) {
        boolean absent = Values.isMissing(value, missing);
        if (absent && fill.isEmpty()) {
            throw Values.missing("declare the column with orMissing(a public value), or complete the row");
        }
        into[at] = scaled(absent ? (float) fill.getAsDouble() : Values.number(value));
        if (fill.isPresent()) {
            into[at + 1] = absent ? 1 : 0;
        }
    }

    float scaled(float value) {
        // A zero without a sign, as the nodes of a saved model have it after their sum.
        return (Math.min(Math.max(value + 0f, min), max) - centre()) * scale();
    }
}
