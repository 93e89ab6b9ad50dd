package org.dpmodel.cli.reproduce;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The results of the recipes, next to published ones.
 *
 * @param reproductions the recipes, at least one
 */
record ReproductionTable(List<Reproduction> reproductions) {
    private static final List<String> HEAD =
            List.of("recipe", "what", "runs", "accuracy", "epsilon", "training", "whole run");
    private static final String NOTHING = "-";

    ReproductionTable {
        reproductions = List.copyOf(reproductions);
    }

    private ReproducedRun first() {
        return reproductions.get(0).runs().get(0);
    }

    /** The notes below the table. */
    List<String> notes() {
        List<String> notes = new ArrayList<>(List.of(
                "Accuracy: mean and standard deviation over runs with the seeds 1, 2, ... on the test images of "
                        + first().task().data()
                        + ", after the last epoch. Epsilon: by privacy loss distributions at delta "
                        + first().delta()
                        + "; published ones are by their authors' accountants at 1e-5, on MNIST."));
        List<String> tuned = reproductions.stream()
                .map(Reproduction::recipe)
                .filter(recipe -> recipe.tuned())
                .map(recipe -> recipe.name())
                .toList();
        if (!tuned.isEmpty()) {
            notes.add("Settings of " + String.join(", ", tuned)
                    + " were chosen by accuracy on MNIST's test images; epsilon does not cover this choice, and it "
                    + "makes these accuracies slightly too good.");
        }
        notes.add("The seeds are public, so these models protect nobody: train without --seed for real protection.");
        return notes;
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (Reproduction one : reproductions) {
            rows.add(List.of(
                    one.recipe().name(),
                    one.recipe().about(),
                    Integer.toString(one.runs().size()),
                    accuracy(one),
                    rounded(one.epsilon()),
                    seconds(one.mean(ReproducedRun::trainingSeconds)),
                    seconds(one.mean(ReproducedRun::seconds))));
        }
        for (PublishedResult other : PublishedResult.all()) {
            rows.add(List.of(
                    other.source(),
                    other.what(),
                    NOTHING,
                    percent(other.accuracy()),
                    new BigDecimal(Double.toString(other.epsilon()))
                            .stripTrailingZeros()
                            .toPlainString(),
                    NOTHING,
                    NOTHING));
        }
        return rows;
    }

    private static String accuracy(Reproduction one) {
        return one.runs().size() == 1
                ? percent(one.meanAccuracy())
                : String.format(Locale.ROOT, "%.2f ± %.2f %%", 100 * one.meanAccuracy(), 100 * one.deviation());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    /** Rounded up, since the stated cost must not be below the true one. */
    private static String rounded(double epsilon) {
        return Double.isInfinite(epsilon)
                ? "infinite"
                : new BigDecimal(epsilon).setScale(3, RoundingMode.CEILING).toPlainString();
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.0f s", seconds);
    }

    String text() {
        List<List<String>> lines = new ArrayList<>(List.of(HEAD));
        lines.addAll(rows());
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int place = column;
                int width = lines.stream()
                        .mapToInt(other -> other.get(place).length())
                        .max()
                        .orElse(0);
                row.append(String.format(Locale.ROOT, "%-" + (width + 2) + "s", line.get(column)));
            }
            text.append(row.toString().stripTrailing()).append(System.lineSeparator());
        }
        notes().forEach(note -> text.append(System.lineSeparator()).append(note).append(System.lineSeparator()));
        return text.toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", HEAD)).append(" |\n|---|---|---:|---:|---:|---:|---:|\n");
        rows().forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        notes().forEach(note -> text.append("\n").append(note).append("\n"));
        return text.toString();
    }

    ObjectNode toJson() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("data", first().task().data());
        ArrayNode recipes = json.putArray("recipes");
        for (Reproduction one : reproductions) {
            ObjectNode node = recipes.addObject()
                    .put("recipe", one.recipe().name())
                    .put("about", one.recipe().about())
                    .put("settings", one.recipe().settings().toString())
                    .put("tunedOnTestImages", one.recipe().tuned())
                    .put("meanAccuracy", one.meanAccuracy());
            if (one.runs().size() > 1) {
                node.put("standardDeviation", one.deviation());
            }
            ArrayNode runs = node.putArray("runs");
            one.runs().forEach(run -> runs.add(run.toJson()));
        }
        ArrayNode published = json.putArray("published");
        PublishedResult.all().forEach(other -> published
                .addObject()
                .put("source", other.source())
                .put("what", other.what())
                .put("epsilon", other.epsilon())
                .put("accuracy", other.accuracy()));
        ArrayNode notes = json.putArray("notes");
        notes().forEach(notes::add);
        return json;
    }
}
