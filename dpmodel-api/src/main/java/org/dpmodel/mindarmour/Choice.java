package org.dpmodel.mindarmour;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.dpmodel.validation.Require;

/** One of several names, as accepted by MindArmour's factories. */
final class Choice {
    private Choice() {}

    /** The constant with this name, ignoring case; the error lists all names. */
    static <E extends Enum<E>> E of(String what, Class<E> type, Function<E, String> nameOf, String name) {
        List<String> names = Arrays.stream(type.getEnumConstants()).map(nameOf).toList();
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> nameOf.apply(constant).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Require.broken(what, "must be one of " + names, name, "correct the name"));
    }
}
