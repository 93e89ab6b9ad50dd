package org.dpmodel.cli.train;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Predictions as the lines of a CSV file.
 *
 * @param header names of the columns
 * @param lines the fields of each line
 */
record Predictions(List<String> header, List<List<String>> lines) {
    /** Copies the lists. */
    Predictions {
        header = List.copyOf(header);
        lines = List.copyOf(lines);
    }

    /**
     * Probabilities of classes.
     *
     * @param key the name of the first column
     * @param keys the first column
     * @param classes names of the classes
     * @param probabilities by class, for each key
     */
    static Predictions ofClasses(
            String key, List<String> keys, List<String> classes, List<Map<String, Double>> probabilities) {
        List<String> header = new ArrayList<>(List.of(key, "predicted"));
        header.addAll(classes);
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            List<String> fields = new ArrayList<>(List.of(keys.get(i), mostLikely(probabilities.get(i))));
            probabilities.get(i).values().forEach(value -> fields.add(number(value)));
            lines.add(fields);
        }
        return new Predictions(header, lines);
    }

    /** A prediction as a CSV field. */
    static String number(double value) {
        return Float.toString((float) value);
    }

    private static String mostLikely(Map<String, Double> named) {
        return named.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    void write(PrintStream to) {
        to.print(CsvLine.of(header) + "\n");
        lines.forEach(fields -> to.print(CsvLine.of(fields) + "\n"));
        to.flush();
    }
}
