package org.dpmodel.cli.train;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dpmodel.Losses;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.cli.options.DataOptions;
import org.dpmodel.cli.options.DigitImages;
import org.dpmodel.cli.options.EngineOptions;
import org.dpmodel.cli.options.Model;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.data.Dataset;
import org.dpmodel.metric.ConfusionMatrix;
import org.dpmodel.training.ForwardRunner;
import org.dpmodel.training.Parameters;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Measures a saved model, and reads out the privacy statement that was saved with it. */
@Command(
        name = "evaluate",
        description = "Measures a checkpoint on test digits, and prints the privacy statement stored in it.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel evaluate checkpoints/checkpoint_lenet-5_234.onnx",
            "  ./dpmodel evaluate checkpoints/checkpoint_lenet-10_234.onnx --data mnist --data-path DIR"
        })
public final class EvaluateCommand implements Callable<Integer> {

    @ParentCommand
    private ProgramContext program;

    @picocli.CommandLine.Parameters(
            paramLabel = "CHECKPOINT",
            description = "an .onnx file, from train or of other origin")
    private Path file;

    @Mixin
    private DataOptions data;

    @Mixin
    private EngineOptions engine;

    @Override
    public Integer call() throws IOException, InterruptedException {
        data.requireDigits();
        data.check();
        engine.execution();
        Checkpoint checkpoint = read(file);
        DigitImages images = DigitImages.of(checkpoint.network().graph(), "the network in " + file);
        data.prepare(program.out());
        Dataset test = images.shaped(data.test(images.side()));
        PrintStream out = program.out();
        out.println("============== Starting Testing ==============");
        ConfusionMatrix matrix = measure(checkpoint, test);
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
        return 0;
    }

    private ConfusionMatrix measure(Checkpoint checkpoint, Dataset test) {
        ConfusionMatrix matrix = new ConfusionMatrix(Model.CLASSES);
        try (ForwardRunner predictor = new ForwardRunner(
                checkpoint.network().graph(),
                Losses.softmaxCrossEntropy(),
                engine.find(),
                engine.execution(),
                new Parameters(checkpoint.network().graph()))) {
            predictor.eval(test, List.of(matrix));
        }
        return matrix;
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
