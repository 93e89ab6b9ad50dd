package org.dpmodel.cli;

import java.util.Arrays;
import picocli.CommandLine.TypeConversionException;

/** Values that have names on the command line. */
final class Names {
    private Names() {}

    /** The value with a name, in any case; an unknown name is answered with those that exist. */
    static <E extends Enum<E>> E find(String name, E[] values) {
        return Arrays.stream(values)
                .filter(value -> value.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "must be one of " + Arrays.toString(values) + ", found " + name + ": correct the name"));
    }
}
