package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.tabular.TablePredictor;
import org.dpmodel.tabular.TableSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Predicts for the raw rows of a CSV file. */
@Command(
        name = "predict",
        description = "Predicts for the rows of a CSV file with a model that train saved for a table; prints CSV.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel predict checkpoints/checkpoint_table-10_50.onnx --data patients.csv",
            "  ./dpmodel predict heart.onnx --data patients.csv --out predicted.csv"
        })
public final class PredictCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Parameters(paramLabel = "MODEL", description = "an .onnx file that was trained on a table")
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            required = true,
            description = "a CSV file with the columns that the model reads; required (default: none)")
    private Path data;

    @Mixin
    private CsvOptions csv;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "where to write the CSV (default: standard output)")
    private Path out;

    @Override
    public Integer call() throws IOException {
        try (TablePredictor predictor = load()) {
            List<Map<String, Double>> predictions =
                    predictor.predictions(csv.read(data, predictor.schema().forPrediction()));
            if (out == null) {
                write(program.out(), predictor.schema(), predictions);
            } else {
                try (PrintStream file = new PrintStream(Files.newOutputStream(out), false, StandardCharsets.UTF_8)) {
                    write(file, predictor.schema(), predictions);
                }
                program.out().println("Wrote " + predictions.size() + " predictions to " + out);
            }
        }
        return 0;
    }

    private TablePredictor load() throws IOException {
        if (Files.isDirectory(model)) {
            throw new IOException(model + " is a folder: pass one of the .onnx files in it");
        }
        if (!Files.exists(model)) {
            throw new IOException(model + " does not exist: pass a file that train has saved");
        }
        return TablePredictor.load(model);
    }

    /** A line for each row: its number, the likeliest class if there are classes, and the numbers by name. */
    private static void write(PrintStream to, TableSchema schema, List<Map<String, Double>> predictions) {
        boolean ofClasses = !schema.classes().isEmpty();
        List<String> header = new ArrayList<>(List.of("row"));
        if (ofClasses) {
            header.add("predicted");
            schema.classes().forEach(header::add);
        } else {
            schema.target().ifPresent(target -> header.add(target.column()));
        }
        line(to, header);
        for (int row = 0; row < predictions.size(); row++) {
            Map<String, Double> named = predictions.get(row);
            List<String> fields = new ArrayList<>(List.of(Integer.toString(row + 1)));
            if (ofClasses) {
                fields.add(likeliest(named));
            }
            named.values().forEach(value -> fields.add(Float.toString(value.floatValue())));
            line(to, fields);
        }
        to.flush();
    }

    private static String likeliest(Map<String, Double> named) {
        return named.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private static void line(PrintStream to, List<String> fields) {
        to.print(fields.stream().map(PredictCommand::field).collect(Collectors.joining(",")) + "\n");
    }

    private static String field(String text) {
        return text.matches("(?s).*[,\"\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
