package org.dpmodel.cli.options;

import java.util.Arrays;
import picocli.CommandLine.TypeConversionException;

/** Values with names on the command line. */
public final class Names {
    private Names() {}

    /**
     * The value with a name.
     *
     * @param <E> type of the values
     * @param name the name, in any case
     * @param values all values
     * @return the value
     * @throws TypeConversionException if no value has the name; the message lists those that exist
     */
    public static <E extends Enum<E>> E find(String name, E[] values) {
        return Arrays.stream(values)
                .filter(value -> value.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "must be one of " + Arrays.toString(values) + ", found " + name + ": correct the name"));
    }
}
