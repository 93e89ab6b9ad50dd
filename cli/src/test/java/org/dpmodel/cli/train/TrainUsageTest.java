package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainUsageTest {
    private static Arguments wrong(String options, String... words) {
        return Arguments.of(options, words);
    }

    static Stream<Arguments> wrongUsages() {
        return Stream.of(
                wrong("--noise-multiplier 0", "--noise-multiplier must be positive", "0.0", "pass --without-privacy"),
                wrong("--noise-multiplier NaN", "--noise-multiplier", "NaN"),
                wrong("--clipping-norm -1", "--clipping-norm", "-1.0"),
                wrong("--delta 1", "--delta must be in (0, 1)", "1.0"),
                wrong("--batch-size 0", "--batch-size must be at least 1", "0"),
                wrong("--examples 100 --model mlp", "--batch-size", "100", "256"),
                wrong("--epochs 0", "--epochs", "at least 1"),
                wrong("--epochs many", "--epochs", "many"),
                wrong("--examples -5", "--examples"),
                wrong("--sampling sorted", "balls-in-bins, shuffled", "sorted"),
                wrong("--optimizer best", "Adam, AdamBC, AdamW, Momentum, Nesterov, SGD", "best"),
                wrong("--learning-rate -1", "-1.0"),
                wrong("--momentum 1", "--momentum must be in [0, 1)"),
                wrong("--optimizer adam --momentum 0.5", "--momentum belongs to"),
                wrong("--public-size 100", "--public-size must be at least 256", "100"),
                wrong("--public-size 600 --sampling shuffled", "poisson, cyclic or balls-in-bins", "shuffled"),
                wrong("--public-size 600 --without-privacy", "--public-size", "leave out"),
                wrong("--average mean:3", "ema:DECAY or tail:SHARE", "mean:3"),
                wrong("--average ema:1", "in (0, 1)", "1.0"),
                wrong("--model resnet", "lenet5, lenet5-relu, tutorial-cnn, mlp", "resnet"),
                wrong("--data cifar", "synthetic, mnist", "cifar"),
                wrong("--data mnist", "--data-path DIR", "--download"),
                wrong("--data-path somewhere", "--data mnist"),
                wrong("--data mnist --data-path d --download-from http://localhost/", "--download"),
                wrong("--micro-batches 32", "--sampling shuffled"),
                wrong("--sampling shuffled --micro-batches 7", "divide", "256", "7"),
                wrong("--sampling shuffled --micro-batches 0", "divide", "0"),
                wrong("--without-privacy --noise-multiplier 1", "--without-privacy", "leave out"),
                wrong("--without-privacy --clipping-norm 1", "--without-privacy", "leave out"),
                wrong("--without-privacy --delta 1e-5", "--without-privacy", "leave out"),
                wrong("--without-privacy --adjacency replace-one", "--without-privacy", "leave out"),
                wrong("--sampling shuffled --adjacency add-or-remove-one", "--adjacency must be replace-one"),
                wrong("--adjacency both", "add-or-remove-one, replace-one", "both"),
                wrong("--without-privacy --sampling shuffled --micro-batches 32", "--without-privacy"),
                wrong("--engine cpu", "engine:cpu", "'cpu'"),
                wrong("--threads 0", "--threads must be at least 1", "0"),
                wrong("--checkpoint-every 0 --examples 300 --model mlp", "steps must be at least 1"),
                wrong("--keep 0 --examples 300 --model mlp", "keep must be at least 1"),
                wrong("--noise laplace", "gaussian, discrete-gaussian, ada-gaussian", "laplace"),
                wrong("--noise-decay exp", "--noise ada-gaussian", "leave them out"),
                wrong("--noise ada-gaussian --noise-decay log", "time, step, exp", "log"),
                wrong("--clipping hard", "flat, per-layer, automatic, adaptive", "hard"),
                wrong("--clipping-quantile 0.5", "--clipping adaptive"),
                wrong("--budget-epsilon 0", "epsilon"),
                wrong("--budget-epsilon 1 --without-privacy", "--budget-epsilon needs privacy"),
                wrong("--target-epsilon 0", "--target-epsilon must be positive", "0.0"),
                wrong("--target-epsilon 3 --without-privacy", "--target-epsilon needs privacy"),
                wrong("--target-epsilon 3 --noise-multiplier 1", "--target-epsilon solves", "--budget-epsilon"),
                wrong("--resume", "--run-dir"),
                wrong("--run-dir r --save-state-every 0", "--save-state-every must be at least 1", "0"),
                wrong("--epoch 3", "--epoch"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongUsages")
    void contradictionsAndUnknownNamesAreUsageErrors(String options, String[] words) {
        Execution.of(("train " + options).split(" ")).isUsageError(words);
    }

    @Test
    void missingDataIsAFailureThatNamesTheFolder(@TempDir Path empty) {
        Execution.of("train", "--data", "mnist", "--data-path", empty.toString())
                .fails(empty.toString(), "train-images-idx3-ubyte", "fetch them with --download");
    }

    @Test
    void aSourceThatCannotBeReachedIsAFailureThatNamesIt(@TempDir Path empty) {
        // port 9 (discard) of this machine: nobody listens
        Execution.of(
                        "train",
                        "--data",
                        "mnist",
                        "--data-path",
                        empty.toString(),
                        "--download",
                        "--download-from",
                        "http://localhost:9/")
                .fails("cannot reach http://localhost:9/");
    }

    @Test
    void anEngineThatIsNotHereIsAFailure() {
        Execution missing = Execution.of("train", "--engine", "abacus:cpu", "--examples", "300", "--model", "mlp");
        assertEquals(1, missing.exitCode(), missing.err());
        assertTrue(missing.err().contains("abacus"), missing.err());
    }

    /** What devices lack, and how that is installed, is for {@code dpmodel devices}. */
    @Test
    void aDeviceThatIsNotHereIsAnsweredInShort() {
        Execution missing = Execution.of("train", "--engine", "onnxruntime:cann:7", "--examples", "300");
        missing.fails("onnxruntime:cann:7", "dpmodel devices shows what is missing", "onnxruntime:cpu is usable");
        assertTrue(missing.err().length() < 300, missing.err());
    }
}
