package org.dpmodel.cli.exporters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.step.LogitsCheck;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file that {@code ci/exporters/make.sh} made is read, proven, trained for twenty private steps, saved and read back; before
 * that its outputs are those of ONNX Runtime, and its gradients those of automatic differentiation. {@code ci/exporters/run.sh} names
 * the folder by {@code -Ddpmodel.exporters=FOLDER}.
 */
class ExportedFilesTest {
    private static final String FOLDER = "dpmodel.exporters";

    /** Where to write the table of what happened; without it, nothing is written. */
    private static final String WRITTEN = "dpmodel.exporters.results";

    /** Part of a file's name, for a closer look at some; the table then stays as it is. */
    private static final String ONLY = "dpmodel.exporters.only";

    private static final Pattern CURE = Pattern.compile("network\\.before\\(\"([^\"]+)\"\\)");

    private static final double OUTPUT_TOLERANCE = 1e-4;
    private static final double RATE = 0.1;

    @TempDir
    Path directory;

    @Test
    void whatTrainedStillTrains() throws IOException {
        String folder = System.getProperty(FOLDER);
        if (folder == null) {
            System.err.println("SKIPPED: files of exporters, ci/exporters/run.sh makes and checks them");
            return;
        }
        String only = System.getProperty(ONLY, "");
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of(folder))) {
            files = listed.filter(file -> file.toString().endsWith(".onnx"))
                    .filter(file -> file.getFileName().toString().contains(only))
                    .sorted()
                    .toList();
        }
        Map<String, Result> before = Result.read(
                Path.of(System.getProperty("dpmodel.rootDirectory", ".."), "ci", "exporters", "results.tsv"));
        List<Result> results = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Path file : files) {
            Result result = result(file);
            System.out.println(result.line());
            results.add(result);
            Optional<Result> earlier = Optional.ofNullable(before.get(result.file()));
            boolean trained = earlier.map(known -> known.outcome() == Result.Outcome.TRAINS)
                    .orElse(false);
            if (result.outcome() == Result.Outcome.FAILS || trained && result.outcome() != Result.Outcome.TRAINS) {
                faults.add(result.line());
            }
        }
        if (System.getProperty(WRITTEN) != null && only.isEmpty()) {
            Files.write(
                    Path.of(System.getProperty(WRITTEN)),
                    results.stream().map(Result::line).toList());
        }
        assertTrue(faults.isEmpty(), () -> "wrong, or no longer trained:\n" + String.join("\n", faults));
    }

    private Result result(Path path) {
        String name = path.getFileName().toString().replace(".onnx", "");
        try {
            ExportedFile file = ExportedFile.read(path);
            Network network;
            try {
                network = logits(file.network(), file.loss());
                StepCompiler.parameterRules(network.graph());
            } catch (GraphException e) {
                return new Result(name, Result.Outcome.REFUSED, reason(path, e));
            }
            return new Result(name, Result.Outcome.TRAINS, checked(file, network));
        } catch (Exception | AssertionError e) {
            return new Result(name, Result.Outcome.FAILS, String.valueOf(e).replaceAll("\\s+", " "));
        }
    }

    /** The first sentence, without the cure. */
    private static String reason(Path path, GraphException error) {
        String message = error.getMessage().replace(path + ": ", "").replaceAll("\\s+", " ");
        return message.split("[.;] ", 2)[0];
    }

    /** Follows the error's cure where a network ends in probabilities. */
    private static Network logits(Network network, Loss loss) {
        try {
            LogitsCheck.check(network.graph(), loss);
            return network;
        } catch (GraphException e) {
            Matcher cure = CURE.matcher(e.getMessage());
            if (!cure.find()) {
                throw e;
            }
            return logits(network.before(cure.group(1)), loss);
        }
    }

    private String checked(ExportedFile file, Network network) throws IOException {
        Dataset examples = file.examples(network);
        Optional<double[]> served = file.outputs(network.graph().output().name());
        Optional<Integer> named = file.reference()
                .map(own -> Autograd.check(own, network.graph(), file.loss(), examples, file.isUntied()));
        Path saved = directory.resolve("trained.onnx");
        float[][] after;
        try (DPModel model = model(file, network)) {
            served.ifPresent(outputs -> assertOutputs(outputs, model.predict(examples)));
            double loss = loss(model, examples);
            model.train(20, examples, List.of());
            assertEquals(20, model.steps());
            double trained = loss(model, examples);
            assertTrue(trained < loss, "the loss was " + loss + " and is " + trained);
            after = model.predict(examples);
            model.save(saved);
        }
        for (int batch : new int[] {1, 3}) {
            assertServed(after, file.served(saved, network.graph().output().name(), batch), batch);
        }
        Network again = Network.fromOnnx(saved);
        try (DPModel model = model(file, again)) {
            assertArrayEquals(after, model.predict(file.examples(again)), "outputs of the model that was read back");
        }
        return (served.isPresent() ? "outputs" : "")
                + named.map(count -> ", gradients, " + count + " by name").orElse("");
    }

    private static DPModel model(ExportedFile file, Network network) {
        return DPModel.builder(network, file.loss())
                .engine("onnxruntime:cpu")
                .optimizer(Optimizers.sgd(RATE))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(0.01))
                .sampling(new PoissonSampling(8))
                .metrics(Metrics.loss())
                .seed(1)
                .build();
    }

    private static double loss(DPModel model, Dataset examples) {
        return model.eval(examples).values().iterator().next();
    }

    private static void assertServed(float[][] expected, float[][] found, int batch) {
        for (int i = 0; i < expected.length; i++) {
            double largest = 1;
            for (float output : expected[i]) {
                largest = Math.max(largest, Math.abs(output));
            }
            assertArrayEquals(
                    expected[i],
                    found[i],
                    (float) (OUTPUT_TOLERANCE * largest),
                    "example " + i + ", served in batches of " + batch);
        }
    }

    private static void assertOutputs(double[] expected, float[][] found) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        int width = found[0].length;
        assertEquals(expected.length, width * found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(
                    expected[i], found[i / width][i % width], OUTPUT_TOLERANCE * Math.max(1, largest), "output " + i);
        }
    }
}
