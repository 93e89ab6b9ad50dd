package org.dpmodel;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.nn.Network;
import org.dpmodel.training.CheckedFeatures;
import org.dpmodel.training.CheckedTargets;
import org.dpmodel.training.ForwardRunner;
import org.dpmodel.training.MetricsFit;
import org.dpmodel.training.Parameters;

/**
 * A saved model for prediction and evaluation, without optimizer and noise.
 *
 * <pre>
 * try (Predictor model = Predictor.load(Path.of("checkpoint_lenet-10_234.onnx"))) {
 *     float[] logits = model.predict(pixels);
 *     model.statement().ifPresent(statement -&gt; System.out.println(statement.toText()));
 * }
 * </pre>
 *
 * <p>For any number of threads: during a call, each thread has its own compiled graph and rows, which are then kept for
 * the next call. Predictions of a privately trained model cost no privacy beyond its statement. Holds native memory:
 * close it.
 */
public final class Predictor implements AutoCloseable {
    private static final int AT_ONCE = 256;

    private final Checkpoint checkpoint;
    private final NetworkGraph graph;
    private final EngineDevice device;
    private final ExecutionOptions options;
    private final RunnerPool single;
    private final RunnerPool batches;

    private Predictor(Checkpoint checkpoint, EngineDevice device, ExecutionOptions options) {
        this.checkpoint = checkpoint;
        this.graph = checkpoint.network().graph();
        this.device = device;
        this.options = options;
        // A loss that accepts any output; its value is not used.
        this.single = new RunnerPool(() -> runner(Losses.meanSquaredError(), 1));
        this.batches = new RunnerPool(() -> runner(Losses.meanSquaredError(), AT_ONCE));
    }

    private ForwardRunner runner(Loss loss, int examples) {
        return new ForwardRunner(graph, loss, device, options, new Parameters(graph), examples);
    }

    /**
     * Loads a saved model, or any other ONNX file that contains a network, to run on this machine's CPU.
     *
     * @param file the file
     * @return the predictor
     * @throws IOException if the file cannot be read
     * @throws org.dpmodel.graph.GraphException if it holds no network, or a damaged statement
     */
    public static Predictor load(Path file) throws IOException {
        return load(file, "onnxruntime:cpu", ExecutionOptions.defaults());
    }

    /**
     * Loads a saved model.
     *
     * @param file the file
     * @param device where it runs, for example {@code onnxruntime:cuda:0}
     * @param options how it runs
     * @return the predictor
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the device cannot be used
     * @throws org.dpmodel.graph.GraphException if it holds no network, or a damaged statement
     */
    public static Predictor load(Path file, String device, ExecutionOptions options) throws IOException {
        return new Predictor(Checkpoint.read(file), Engines.device(device), options);
    }

    /**
     * The outputs for one example.
     *
     * @param features its numbers, row-major; ids of words or categories as integers
     * @return the flattened output, for example logits
     * @throws IllegalArgumentException if there are too few or too many numbers, or one is not a valid id where the
     *     network takes ids
     */
    public float[] predict(float... features) {
        return single.with(runner -> runner.predict(checked(new Row(features, featureShape(), outputShape()))))[0];
    }

    /**
     * The outputs for the examples of a dataset, whatever its targets are.
     *
     * @param dataset the examples
     * @return one row for each example: the flattened output
     * @throws IllegalArgumentException if the dataset does not fit the network
     */
    public float[][] predict(Dataset dataset) {
        return batches.with(runner -> runner.predict(checked(new Untargeted(dataset, outputShape()))));
    }

    /**
     * Measures the model on a dataset. The numbers are exact, and on private data reveal more than the statement says.
     *
     * @param dataset the examples
     * @param loss the loss that the model was trained with, which determines how targets are read
     * @param metrics what to measure; the metrics that fit the loss if empty
     * @return value by name of the metric
     * @throws IllegalArgumentException if the dataset is empty, or does not fit the network or the loss
     */
    public Map<String, Double> eval(Dataset dataset, Loss loss, MetricFactory... metrics) {
        List<MetricFactory> measured = metrics.length == 0 ? MetricsFit.usual(graph, loss) : List.of(metrics);
        MetricsFit.check(measured, graph, loss);
        try (ForwardRunner runner = runner(loss, AT_ONCE)) {
            return runner.eval(CheckedTargets.of(checked(dataset), loss, graph), measured);
        }
    }

    /**
     * What the weights reveal of their training data.
     *
     * @return the statement that was saved with them; empty for files of other origin, which must be considered not
     *     private
     */
    public Optional<PrivacyStatement> statement() {
        return checkpoint.statement();
    }

    /**
     * The network, for example to train it further.
     *
     * @return the network with its weights and the statements of its trainings
     */
    public Network network() {
        return checkpoint.network();
    }

    /**
     * The network's inputs, output and parameters.
     *
     * @return lines of text
     */
    public String summary() {
        return new NetworkSummary(network()).toString();
    }

    private Dataset checked(Dataset dataset) {
        return CheckedFeatures.of(dataset, graph);
    }

    private long[] featureShape() {
        return shape(graph.features());
    }

    private long[] outputShape() {
        return shape(Networks.bind(graph, 2).output().type());
    }

    private static long[] shape(TensorType batch) {
        long[] dims = batch.shape().dims();
        return java.util.Arrays.copyOfRange(dims, 1, dims.length);
    }

    /**
     * The softmax of a network's outputs.
     *
     * @param logits one output for each class
     * @return the probability of each class
     */
    public static float[] probabilities(float... logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return probabilities;
    }

    /** A one-line description with the privacy guarantee. */
    @Override
    public String toString() {
        return "Predictor of " + network().name() + " on " + device + ", "
                + statement()
                        .map(s -> "epsilon " + s.displayedEpsilon() + " at delta " + s.displayedDelta())
                        .orElse("no privacy statement");
    }

    /** Frees native memory. Calls in progress end normally. */
    @Override
    public void close() {
        single.close();
        batches.close();
    }

    /** One example. */
    private record Row(float[] features, long[] featureShape, long[] targetShape) implements Dataset {
        @Override
        public String name() {
            return "of one example";
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            destination.put(features);
        }

        @Override
        public void copyTarget(int index, FloatBuffer destination) {
            destination.put(new float[destination.remaining()]);
        }
    }

    /** A dataset whose targets are not used. */
    private static final class Untargeted extends ForwardingDataset {
        private final long[] targetShape;

        Untargeted(Dataset inner, long[] targetShape) {
            super(inner);
            this.targetShape = targetShape;
        }

        @Override
        public long[] targetShape() {
            return targetShape.clone();
        }

        @Override
        public void copyTarget(int index, FloatBuffer destination) {
            destination.put(new float[destination.remaining()]);
        }
    }
}
