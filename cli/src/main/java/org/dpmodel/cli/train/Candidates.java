package org.dpmodel.cli.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The candidates of a search: all combinations of the values that are listed for some options.
 *
 * @param arguments of each, for {@code train}
 */
record Candidates(List<List<String>> arguments) {
    /** Options that do not change the cost, so candidates may differ in them. */
    private static final Set<String> CHOSEN =
            Set.of("--learning-rate", "--clipping-norm", "--momentum", "--optimizer", "--model");

    private static final Map<String, String> REFUSED = Map.of(
            "--seed", "candidates must not share their noise",
            "--run-dir", "each run has a folder in --tune-dir",
            "--checkpoint-dir", "only the best model is saved, as --output",
            "--checkpoint-every", "only the best model is saved, as --output",
            "--keep", "only the best model is saved, as --output",
            "--budget-epsilon",
                    "all runs must have the same length; --target-epsilon solves for the noise of the whole search",
            "--record-sensitive", "only the best run is released, and nothing from the others",
            "--without-privacy", "choosing costs nothing there: compare the runs as you like");

    /** Copies the lists. */
    Candidates {
        arguments = arguments.stream().map(List::copyOf).toList();
    }

    static Candidates of(List<String> given) {
        List<List<String>> combinations = new ArrayList<>(List.of(List.of()));
        for (String argument : words(given)) {
            String before = combinations.get(0).isEmpty()
                    ? ""
                    : combinations.get(0).get(combinations.get(0).size() - 1);
            String refusal = REFUSED.get(argument);
            if (refusal != null) {
                throw new IllegalArgumentException(argument + " must not be passed to tune: " + refusal);
            }
            List<String> values = CHOSEN.contains(before) ? List.of(argument.split(",", -1)) : List.of(argument);
            List<List<String>> longer = new ArrayList<>();
            for (List<String> combination : combinations) {
                for (String value : values) {
                    List<String> next = new ArrayList<>(combination);
                    next.add(value);
                    longer.add(next);
                }
            }
            combinations = longer;
        }
        return new Candidates(combinations);
    }

    /** Splits options that are written {@code --name=value}, as two words. */
    private static List<String> words(List<String> given) {
        List<String> words = new ArrayList<>();
        for (String argument : given) {
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                words.add(argument.substring(0, equals));
                words.add(argument.substring(equals + 1));
            } else {
                words.add(argument);
            }
        }
        return words;
    }

    int size() {
        return arguments.size();
    }
}
