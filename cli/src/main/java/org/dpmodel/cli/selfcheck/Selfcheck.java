package org.dpmodel.cli.selfcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.models.LeNet5;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.Zero;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.Parameters;
import org.dpmodel.training.StepSettings;

/**
 * Trains tiny models on a device, through the same calls as any program, and measures what is promised. Statistical
 * measurements may fail by chance, each at most once in a million runs.
 */
public final class Selfcheck {
    private static final double FALSE_ALARM = 1e-6;
    private static final double CLIPPING_NORM = 0.1;
    private static final double NOISE_MULTIPLIER = 1.5;
    /** Little enough noise to read off a sum. */
    private static final double TINY_NOISE = 1e-9;

    private static final int OUTPUTS = 4000;
    private static final int BATCH = 10;

    private final String device;
    private final ExecutionOptions execution;

    /**
     * A check of a device.
     *
     * @param device for example {@code onnxruntime:cpu}
     * @param execution how graphs run
     */
    public Selfcheck(String device, ExecutionOptions execution) {
        this.device = device;
        this.execution = execution;
    }

    /**
     * Measures all promises, in a few seconds.
     *
     * @param found receives each result as soon as it is measured
     * @throws IOException if the folder for the ledger cannot be used
     */
    public void run(Consumer<Finding> found) throws IOException {
        found.accept(noise());
        found.accept(clippedNorms());
        found.accept(isolation());
        found.accept(rows());
        found.accept(samplingFrequency());
        found.accept(CorrelatedNoiseCheck.of(linear(1, 1)));
        found.accept(frozenWeights());
        found.accept(ledger());
    }

    /** y = W x with W = 0: the gradient of the squared error is zero where the target is. */
    private DPModelBuilder linear(int inputs, int outputs) {
        Network network = Network.of(
                "linear", new Dense(inputs, outputs).withWeightInit(new Zero()).withoutBias(), inputs);
        return DPModel.builder(network, Losses.meanSquaredError())
                .clipping(ClipMechanisms.fixed(CLIPPING_NORM))
                .engine(device)
                .execution(execution);
    }

    private static Dataset regression(float[][] features, float[][] targets) {
        return ArrayDataset.regression(
                "probe", features, new long[] {features[0].length}, targets, new long[] {targets[0].length});
    }

    private static double[] sumOfOneStep(DPModelBuilder builder, Dataset dataset, double noiseMultiplier) {
        GradientKeeper keeper = new GradientKeeper();
        try (DPModel model = builder.optimizer(keeper)
                .sampling(new PoissonSampling(dataset.size()))
                .noise(NoiseMechanisms.gaussian(noiseMultiplier))
                .build()) {
            model.train(1, dataset, List.of());
        }
        return Arrays.stream(keeper.only())
                .map(element -> element * dataset.size())
                .toArray();
    }

    private Finding noise() {
        float[][] features = new float[BATCH][];
        Arrays.fill(features, new float[] {1, 2, 3, 4, 5});
        double[] noise =
                sumOfOneStep(linear(5, OUTPUTS), regression(features, new float[BATCH][OUTPUTS]), NOISE_MULTIPLIER);
        double promised = NOISE_MULTIPLIER * CLIPPING_NORM;
        double measured = GradientKeeper.norm(noise) / Math.sqrt(noise.length);
        double square = measured * measured / promised / promised;
        // Laurent and Massart 2000, lemma 1: the tails of a chi-squared variable of n degrees.
        double exponent = Math.log(2 / FALSE_ALARM) / noise.length;
        boolean kept = square <= 1 + 2 * Math.sqrt(exponent) + 2 * exponent && square >= 1 - 2 * Math.sqrt(exponent);
        return new Finding(
                "noise on the sum",
                String.format(Locale.ROOT, "standard deviation %.5f", promised),
                String.format(Locale.ROOT, "%.5f", measured),
                kept);
    }

    private Finding clippedNorms() {
        double largest = DoubleStream.of(1e-6, 1e-3, 1, 1e3, 1e6)
                .map(scale -> {
                    float[][] target = {{(float) scale, (float) -scale}};
                    return GradientKeeper.norm(
                            sumOfOneStep(linear(3, 2), regression(new float[][] {{1, -2, 3}}, target), TINY_NOISE));
                })
                .max()
                .orElseThrow();
        return new Finding(
                "norm of a clipped gradient",
                "at most " + CLIPPING_NORM,
                "at most " + roundedUp(largest),
                largest <= CLIPPING_NORM * (1 + 1e-7));
    }

    /** One additional example, however large, moves the sum by at most the clipping norm. */
    private Finding isolation() {
        float[][] features = new float[BATCH][];
        Arrays.setAll(features, i -> new float[] {i, 1 - i, 0.5f});
        float[][] targets = new float[BATCH][];
        Arrays.setAll(targets, i -> new float[] {i - 4, 3});
        float[][] without = targets.clone();
        without[BATCH - 1] = new float[2];
        targets[BATCH - 1] = new float[] {1e6f, -1e6f};
        double[] sum = sumOfOneStep(linear(3, 2), regression(features, targets), TINY_NOISE);
        double[] other = sumOfOneStep(linear(3, 2), regression(features, without), TINY_NOISE);
        Arrays.setAll(sum, i -> sum[i] - other[i]);
        double moved = GradientKeeper.norm(sum);
        return new Finding(
                "sum moved by one example",
                "at most " + CLIPPING_NORM,
                "by " + roundedUp(moved),
                moved <= CLIPPING_NORM * (1 + 1e-4) && moved > 0.9 * CLIPPING_NORM);
    }

    /** One example in every row of LeNet-5's step graphs, with any neighbours: even its last bit must not depend on its row. */
    private Finding rows() {
        NetworkGraph network = LeNet5.network(10).initialized(RandomStreams.seeded(1));
        StepSettings settings = new StepSettings(
                network,
                Losses.softmaxCrossEntropy(),
                Engines.device(device),
                execution,
                Optional.of(ClipMechanisms.fixed(CLIPPING_NORM)),
                1,
                256);
        try (GradientComputer computer = new GradientComputer(settings, new Parameters(network))) {
            computer.prepare();
            Optional<String> difference = computer.rowDifference();
            return new Finding(
                    "one example in other rows", "equal bits", difference.orElse("equal bits"), difference.isEmpty());
        } catch (EngineException e) {
            return new Finding("one example in other rows", "equal bits", e.getMessage(), false);
        }
    }

    private Finding samplingFrequency() {
        int examples = 1000;
        CountedReads reads = new CountedReads(regression(new float[examples][1], new float[examples][1]));
        PoissonSampling sampling = new PoissonSampling(100);
        double promised = sampling.samplingProbability(examples);
        long steps;
        try (DPModel model = linear(1, 1)
                .optimizer(Optimizers.sgd(0))
                .sampling(sampling)
                .noise(NoiseMechanisms.gaussian(NOISE_MULTIPLIER))
                .build()) {
            model.train(20, reads, List.of());
            steps = model.steps();
        }
        double trials = (double) examples * steps;
        double measured = reads.reads() / trials;
        // Bernstein's inequality.
        double exponent = Math.log(2 / FALSE_ALARM) / trials;
        double bound = Math.sqrt(2 * promised * (1 - promised) * exponent) + exponent;
        return new Finding(
                "sampling frequency",
                Double.toString(promised),
                String.format(Locale.ROOT, "%.5f in %,d steps", measured, steps),
                Math.abs(measured - promised) <= bound);
    }

    private DPModelBuilder classifier() {
        return DPModel.builder(
                        MultilayerPerceptron.network(new long[] {4}, 8, 2).freeze("dense1.weight"),
                        Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .sampling(new PoissonSampling(BATCH))
                .clipping(ClipMechanisms.fixed(CLIPPING_NORM))
                .noise(NoiseMechanisms.gaussian(NOISE_MULTIPLIER))
                .engine(device)
                .execution(execution);
    }

    private static Dataset twoClasses() {
        float[][] features = new float[20 * BATCH][];
        int[] labels = new int[features.length];
        Arrays.setAll(labels, i -> i % 2);
        Arrays.setAll(features, i -> new float[] {labels[i], 1, i % 7, -labels[i]});
        return ArrayDataset.classification("two classes", features, new long[] {4}, labels, 2);
    }

    private Finding frozenWeights() throws IOException {
        Path file = Files.createTempFile("selfcheck", ".onnx");
        try (DPModel model = classifier().build()) {
            model.save(file);
            var before = Checkpoint.read(file).network().graph().graph().initializers();
            model.train(2, twoClasses(), List.of());
            model.save(file);
            var after = Checkpoint.read(file).network().graph().graph().initializers();
            boolean still = Arrays.equals(
                    before.get("dense1.weight").toFloats(),
                    after.get("dense1.weight").toFloats());
            boolean moved = !Arrays.equals(
                    before.get("dense2.weight").toFloats(),
                    after.get("dense2.weight").toFloats());
            return new Finding(
                    "frozen weights",
                    "unchanged, others change",
                    (still ? "unchanged" : "CHANGED") + ", others " + (moved ? "change" : "DO NOT change"),
                    still && moved);
        } finally {
            Files.delete(file);
        }
    }

    /** The spending in the ledger's file equals the cost of the training according to the plan. */
    private Finding ledger() throws IOException {
        Path folder = Files.createTempDirectory("selfcheck");
        try (DPModel model = classifier().directory(folder).build()) {
            Dataset dataset = twoClasses();
            PrivacyPlan plan = model.plan().orElseThrow();
            PrivacyAccountant promised = model.accountant();
            promised.compose(plan.charges(20, dataset.size()));
            PrivacyAccountant recorded = model.accountant();
            model.train(1, dataset, List.of());
            LedgerContent.read(folder.resolve("ledger.jsonl")).records().stream()
                    .filter(LedgerRecord.Step.class::isInstance)
                    .map(record -> ((LedgerRecord.Step) record).event())
                    .flatMap(Optional::stream)
                    .forEach(recorded::compose);
            double expected = promised.epsilon(1e-5);
            double found = recorded.epsilon(1e-5);
            // Equal ledgers that are composed in different portions may differ because of the accountant's grid.
            return new Finding(
                    "epsilon of the ledger after " + model.steps() + " steps",
                    "the plan's " + roundedUp(expected),
                    roundedUp(found),
                    Math.abs(found - expected) <= 1e-3 * expected);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static String roundedUp(double value) {
        return String.format(Locale.ROOT, "%.5f", Math.ceil(value * 1e5 - 1e-6) / 1e5);
    }
}
