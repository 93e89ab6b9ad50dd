package org.dpmodel.graph.network;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dpmodel.graph.GraphException;

/** Names of parameters, in which {@code *} matches any text. */
final class NamePattern {
    private NamePattern() {}

    /** The names that match a pattern, in their order; at least one. */
    static Set<String> select(String pattern, Set<String> names, String what) {
        Pattern compiled = Pattern.compile(
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        Set<String> found = names.stream()
                .filter(name -> compiled.matcher(name).matches())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (found.isEmpty()) {
            throw new GraphException("cannot " + what + " " + pattern + ": the names are " + names);
        }
        return found;
    }
}
