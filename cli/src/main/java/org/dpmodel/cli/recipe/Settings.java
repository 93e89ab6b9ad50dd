package org.dpmodel.cli.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Options of {@code train} with their values. Immutable.
 *
 * @param values value by option, in the order in which they are printed; {@code true} for an option without a value
 */
public record Settings(Map<String, String> values) {
    private static final String FLAG = "true";

    /** Copies the map. */
    public Settings {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    static Settings of(String option, String value) {
        return new Settings(Map.of(option, value));
    }

    /** These settings with one more, or with another value for one of them. */
    Settings with(String option, String value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(option, value);
        return new Settings(more);
    }

    Settings with(String option, int value) {
        return with(option, Integer.toString(value));
    }

    Settings with(String option, double value) {
        return with(option, Double.toString(value));
    }

    Settings withFlag(String option) {
        return with(option, FLAG);
    }

    Settings without(String option) {
        Map<String, String> fewer = new LinkedHashMap<>(values);
        fewer.remove(option);
        return new Settings(fewer);
    }

    /** The settings as written on the command line. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(setting -> setting.getKey() + (setting.getValue().equals(FLAG) ? "" : " " + setting.getValue()))
                .collect(Collectors.joining(" "));
    }
}
