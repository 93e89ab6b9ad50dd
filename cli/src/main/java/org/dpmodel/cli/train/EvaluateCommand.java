package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dpmodel.Losses;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DataSource;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.Model;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.metric.ConfusionMatrix;
import org.dpmodel.training.ForwardRunner;
import org.dpmodel.training.Parameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures a saved model, and prints the privacy statement that was saved with it. */
@Command(
        name = "evaluate",
        description =
                "Evaluates checkpoints on test digits or a table, and prints the privacy statements stored in them.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel evaluate checkpoints/checkpoint_lenet-5_234.onnx",
            "  ./dpmodel evaluate checkpoints/checkpoint_lenet-10_234.onnx --data mnist --data-path DIR",
            "  ./dpmodel evaluate checkpoints/*.onnx --csv > measured.csv",
            "  ./dpmodel evaluate heart.onnx --data others.csv"
        })
public final class EvaluateCommand implements Callable<Integer> {

    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @picocli.CommandLine.Parameters(
            paramLabel = "CHECKPOINT",
            arity = "1..*",
            description = ".onnx files, from train or of other origin")
    private List<Path> files;

    @Mixin
    private DataOptions data;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "of a table: its columns, as JSON (default: the schema stored in each model)")
    private Path schema;

    @Mixin
    private CsvOptions csvFile;

    @Option(names = "--json", description = "print JSON (default: text)")
    private boolean json;

    @Option(names = "--csv", description = "print comma-separated lines (default: text)")
    private boolean csv;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() throws IOException, InterruptedException {
        data.check();
        engine.execution();
        if (json && csv) {
            throw Usage.error(command, "--json and --csv are two forms of the same: leave one of them out");
        }
        boolean ofTable = data.source() == DataSource.TABLE;
        if (schema != null && !ofTable) {
            throw Usage.error(command, "--schema belongs to a table: pass --data FILE.csv, or leave it out");
        }
        boolean ofDigits = data.areDigits();
        if (files.size() == 1 && !json && !csv && ofDigits) {
            digits(files.get(0));
            return 0;
        }
        boolean forPeople = !json && !csv;
        EvaluationData examples =
                examples(forPeople ? program.out() : new PrintStream(OutputStream.nullOutputStream()));
        List<Measured> models = new ArrayList<>();
        for (Path file : files) {
            if (forPeople && program.terminal()) {
                program.out().printf(Locale.ROOT, "measuring %d of %d: %s%n", models.size() + 1, files.size(), file);
            }
            models.add(measured(file, examples));
        }
        if (forPeople && models.stream().noneMatch(model -> model.error().isEmpty())) {
            return 1;
        }
        (json ? MeasuredModels.JSON : csv ? MeasuredModels.CSV : MeasuredModels.TABLE)
                .write(program.out(), examples.name(), examples.size(), models);
        if (forPeople) {
            MeasuredModels.costOfChoice(models).ifPresent(program.out()::println);
        }
        if (forPeople && !ofDigits) {
            program.out()
                    .println("These numbers are exact: they are as private as the " + (ofTable ? "rows." : "images."));
        }
        return models.stream().allMatch(model -> model.error().isEmpty()) ? 0 : 1;
    }

    private EvaluationData examples(PrintStream out) {
        return switch (data.source()) {
            case TABLE -> EvaluationData.table(data.table().orElseThrow(), csvFile, schema);
            case IMAGES -> EvaluationData.images(data.images().orElseThrow(), data.classes());
            case SYNTHETIC, MNIST -> EvaluationData.digits(data, out);
        };
    }

    /** The results of a model; an error in one does not keep the others from being measured. */
    private Measured measured(Path file, EvaluationData examples) throws InterruptedException {
        try {
            Checkpoint checkpoint = read(file);
            EvaluationData.Task task = examples.of(checkpoint.network(), file);
            try (ForwardRunner predictor = runner(checkpoint, task.loss())) {
                return new Measured(
                        file, predictor.eval(task.dataset(), task.metrics()), checkpoint.statement(), Optional.empty());
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            command.commandLine().getErr().println("error: " + e.getMessage());
            return new Measured(file, Map.of(), Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private ForwardRunner runner(Checkpoint checkpoint, Loss loss) {
        return new ForwardRunner(
                checkpoint.network().graph(),
                loss,
                engine.find(),
                engine.execution(),
                new Parameters(checkpoint.network().graph()));
    }

    /** The complete report on one model that reads digits. */
    private void digits(Path file) throws IOException, InterruptedException {
        Checkpoint checkpoint = read(file);
        DigitImages images = DigitImages.of(checkpoint.network().graph(), "the network in " + file);
        data.prepare(program.out());
        Dataset test = images.shaped(data.test(images.side()), program.out());
        PrintStream out = program.out();
        out.println("============== Starting Testing ==============");
        ConfusionMatrix matrix = new ConfusionMatrix(Model.CLASSES);
        try (ForwardRunner predictor = runner(checkpoint, Losses.softmaxCrossEntropy())) {
            predictor.eval(test, List.of(matrix));
        }
        out.printf(Locale.ROOT, "============== Accuracy: %.4f  ==============%n", matrix.eval());
        out.printf(
                Locale.ROOT,
                "%s, %,d examples; rows are true digits, columns predicted ones:%n",
                test.name(),
                test.size());
        out.print(matrix);
        out.println();
        checkpoint
                .statement()
                .ifPresentOrElse(
                        statement -> out.println(statement.toText()),
                        () -> out.println("NO PRIVACY STATEMENT: " + file
                                + " does not say how it was trained. Assume that it is not private."));
    }

    private static Checkpoint read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a folder: pass one of the .onnx files in it");
        }
        try {
            return Checkpoint.read(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist: pass a file that train has saved", e);
        }
    }
}
