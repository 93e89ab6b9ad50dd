package org.dpmodel.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.accountant.PrivacyStatement;

/** Measurements of several models, as a table for people, or for programs. */
enum MeasuredModels {
    /** A table for people. */
    TABLE {
        @Override
        void write(PrintStream out, String data, int examples, List<Measured> models) {
            List<List<String>> rows = rows(models, "%.4f");
            List<Integer> widths = new ArrayList<>();
            for (int column = 0; column < rows.get(0).size(); column++) {
                int index = column;
                widths.add(rows.stream()
                        .mapToInt(row -> row.get(index).length())
                        .max()
                        .orElse(0));
            }
            out.printf(Locale.ROOT, "%s, %,d examples%n", data, examples);
            for (List<String> row : rows) {
                StringBuilder line = new StringBuilder();
                for (int column = 0; column < row.size(); column++) {
                    String format = column == 0 ? "%-" + widths.get(column) + "s" : "  %" + widths.get(column) + "s";
                    line.append(String.format(Locale.ROOT, format, row.get(column)));
                }
                out.println(line.toString().stripTrailing());
            }
        }
    },
    /** A JSON object. */
    JSON {
        @Override
        void write(PrintStream out, String data, int examples, List<Measured> models) {
            ObjectNode json = new ObjectMapper().createObjectNode();
            json.put("data", data).put("examples", examples);
            ArrayNode array = json.putArray("models");
            for (Measured model : models) {
                ObjectNode one = array.addObject().put("file", model.file().toString());
                ObjectNode metrics = one.putObject("metrics");
                model.metrics().forEach(metrics::put);
                model.statement()
                        .ifPresentOrElse(s -> one.set("statement", s.toJson()), () -> one.putNull("statement"));
                model.error().ifPresent(error -> one.put("error", error));
            }
            out.println(json.toPrettyString());
        }
    },
    /** Comma-separated lines under a header. */
    CSV {
        @Override
        void write(PrintStream out, String data, int examples, List<Measured> models) {
            rows(models, "%s").forEach(row -> out.print(CsvLine.of(row) + "\n"));
            out.flush();
        }
    };

    /**
     * A note on the cost of publishing the best of several models: a choice by their results depends on all of them, so
     * it is a release of all. Empty unless two files have a statement.
     */
    static Optional<String> costOfChoice(List<Measured> models) {
        List<Measured> stated =
                models.stream().filter(model -> model.statement().isPresent()).toList();
        if (stated.stream().map(Measured::file).distinct().count() < 2) {
            return Optional.empty();
        }
        List<PrivacyStatement> statements =
                stated.stream().map(model -> model.statement().orElseThrow()).toList();
        PrivacyStatement last = Collections.max(statements, Comparator.comparingLong(PrivacyStatement::steps));
        // Checkpoints of one training differ in their steps; models of as many steps are from several trainings.
        boolean perhapsOfOne = statements.stream()
                        .mapToLong(PrivacyStatement::steps)
                        .distinct()
                        .count()
                > 1;
        return Optional.of("Choosing one of these models by these numbers uses all of them: "
                + (perhapsOfOne
                        ? "if they are from one training, the chosen one costs the epsilon of the last, "
                                + last.displayedEpsilon() + ", whichever it is; "
                        : "")
                + "if they are from several on the same people, use ./dpmodel compare or tune.");
    }

    abstract void write(PrintStream out, String data, int examples, List<Measured> models);

    private static List<List<String>> rows(List<Measured> models, String number) {
        Set<String> names = new LinkedHashSet<>();
        models.forEach(model -> names.addAll(model.metrics().keySet()));
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("file", "steps", "epsilon", "delta"));
        header.addAll(names);
        rows.add(header);
        for (Measured model : models) {
            List<String> row = new ArrayList<>(List.of(model.file().toString()));
            row.add(model.statement().map(s -> Long.toString(s.steps())).orElse(""));
            row.add(model.statement().map(PrivacyStatement::displayedEpsilon).orElse("unknown"));
            row.add(model.statement()
                    .map(s -> Double.toString(s.displayedDelta()))
                    .orElse(""));
            for (String name : names) {
                Double value = model.metrics().get(name);
                row.add(value == null ? "" : String.format(Locale.ROOT, number, value));
            }
            rows.add(row);
        }
        return rows;
    }
}
