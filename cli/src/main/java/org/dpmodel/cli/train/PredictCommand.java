package org.dpmodel.cli.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.dpmodel.cli.options.OutputFile;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.tabular.TablePredictor;
import org.dpmodel.tabular.TableSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Predicts for the raw rows of a CSV file, or for images. */
@Command(
        name = "predict",
        description = "Predicts for the rows of a CSV file, or for images, with a model that train saved; prints CSV.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel predict checkpoints/checkpoint_table-10_50.onnx --data patients.csv",
            "  ./dpmodel predict heart.onnx --data patients.csv --out predicted.csv",
            "  ./dpmodel predict moles.onnx --data new-images --classes benign,malignant"
        })
public final class PredictCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "MODEL", description = "an .onnx file that was trained on a table or on images")
    private Path model;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            required = true,
            description =
                    "a CSV file with the model's columns, an image or a folder of images; required (default: none)")
    private Path data;

    @Option(
            names = "--classes",
            paramLabel = "A,B,...",
            description = "of images: names of the network's outputs, in their order (default: none)")
    private String classes;

    @Mixin
    private CsvOptions csv;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "where to write the CSV, replaced if it exists (default: standard output)")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (out != null) {
            OutputFile.check(command, out, model, data);
        }
        Predictions predictions = predictions();
        if (out == null) {
            predictions.write(program.out());
        } else {
            ByteArrayOutputStream csv = new ByteArrayOutputStream();
            predictions.write(new PrintStream(csv, false, StandardCharsets.UTF_8));
            OutputFile.write(out, csv.toByteArray());
            program.out().println("Wrote " + predictions.lines().size() + " predictions to " + out);
        }
        return 0;
    }

    private Predictions predictions() throws IOException {
        if (Files.isDirectory(model)) {
            throw new IOException(model + " is a folder: pass one of the .onnx files in it");
        }
        if (!Files.exists(model)) {
            throw new IOException(model + " does not exist: pass a file that train has saved");
        }
        boolean ofImages = ImagePredictions.areOf(data);
        if (ofImages != (classes != null)) {
            throw Usage.error(
                    command,
                    ofImages
                            ? "images need --classes A,B,..., the names of the network's outputs in their order: add it"
                            : "--classes belongs to images, found " + data + ": leave it out");
        }
        return ofImages ? ImagePredictions.of(model, data, List.of(classes.split(",", -1))) : ofTable();
    }

    /** A line for each row: its number, the most likely class if there are classes, and the outputs by name. */
    private Predictions ofTable() throws IOException {
        try (TablePredictor predictor = TablePredictor.load(model)) {
            TableSchema schema = predictor.schema();
            List<Map<String, Double>> predicted = predictor.predictions(csv.read(data, schema.forPrediction()));
            List<String> rows = IntStream.rangeClosed(1, predicted.size())
                    .mapToObj(Integer::toString)
                    .toList();
            if (!schema.classes().isEmpty()) {
                return Predictions.ofClasses("row", rows, schema.classes(), predicted);
            }
            List<String> header = new ArrayList<>(List.of("row"));
            schema.target().ifPresent(target -> header.add(target.column()));
            List<List<String>> lines = new ArrayList<>();
            for (int row = 0; row < rows.size(); row++) {
                List<String> fields = new ArrayList<>(List.of(rows.get(row)));
                predicted.get(row).values().forEach(value -> fields.add(Predictions.number(value)));
                lines.add(fields);
            }
            return new Predictions(header, lines);
        }
    }
}
