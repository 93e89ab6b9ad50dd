package org.dpmodel.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.metric.Metric;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.PredictedBatch;

/** Runs the forward pass over datasets. For one thread; close it. */
public final class ForwardRunner implements AutoCloseable {
    private static final int USUAL_EXAMPLES = 256;

    private final int examples;
    private final NetworkGraph network;
    private final CompiledGraph compiled;
    private final Tensors inputs;
    private final Tensors outputs;

    /**
     * Compiles the forward pass.
     *
     * @param network the network
     * @param loss loss of each example
     * @param device where it runs
     * @param options how it runs
     * @param parameters the network's parameters
     */
    public ForwardRunner(
            NetworkGraph network, Loss loss, EngineDevice device, ExecutionOptions options, Parameters parameters) {
        this(network, loss, device, options, parameters, USUAL_EXAMPLES);
    }

    /**
     * Compiles the forward pass for a number of examples.
     *
     * @param network the network
     * @param loss loss of each example
     * @param device where it runs
     * @param options how it runs
     * @param parameters the network's parameters
     * @param examples the number of examples processed at a time, at least 1
     */
    public ForwardRunner(
            NetworkGraph network,
            Loss loss,
            EngineDevice device,
            ExecutionOptions options,
            Parameters parameters,
            int examples) {
        this.network = network;
        this.examples = examples;
        ForwardGraph forward = ForwardGraph.compile(network, Optional.of(loss), device.graphTarget(), examples);
        this.inputs = Tensors.allocate(forward.model().graph().inputs(), parameters.tensors());
        this.outputs = Tensors.allocate(forward.model().graph().outputs());
        this.compiled = device.compile(forward.model(), options);
    }

    /**
     * Measures the network on a dataset.
     *
     * @param dataset the examples
     * @param metrics what to measure
     * @return value by name of the metric
     * @throws IllegalArgumentException if the dataset is empty or does not fit the network
     */
    public Map<String, Double> eval(Dataset dataset, List<MetricFactory> metrics) {
        Map<String, Metric> fresh = new LinkedHashMap<>();
        metrics.forEach(factory -> fresh.put(factory.name(), factory.create()));
        eval(dataset, fresh.values());
        Map<String, Double> results = new LinkedHashMap<>();
        fresh.forEach((name, metric) -> results.put(name, metric.eval()));
        return results;
    }

    /**
     * Updates metrics with the predictions for a dataset.
     *
     * @param dataset the examples
     * @param metrics updated batch by batch
     * @throws IllegalArgumentException if the dataset is empty or does not fit the network
     */
    public void eval(Dataset dataset, Iterable<? extends Metric> metrics) {
        if (dataset.size() == 0) {
            throw new IllegalArgumentException("dataset " + dataset.name() + " is empty: there is nothing to measure");
        }
        forEachBatch(dataset, (from, count) -> {
            HostTensor predictions = outputs.get(ForwardGraph.PREDICTIONS);
            PredictedBatch batch = new PredictedBatch(
                    predictions.floats(),
                    inputs.get(StepGraph.TARGETS).floats(),
                    outputs.get(StepGraph.LOSSES).floats(),
                    count,
                    outputsPerExample(predictions.type()),
                    outputsPerExample(inputs.get(StepGraph.TARGETS).type()));
            metrics.forEach(metric -> metric.update(batch));
        });
    }

    /**
     * The network's outputs.
     *
     * @param dataset the examples
     * @return one row for each example
     * @throws IllegalArgumentException if the dataset does not fit the network
     */
    public float[][] predict(Dataset dataset) {
        List<float[]> rows = new ArrayList<>();
        forEachBatch(dataset, (from, count) -> {
            HostTensor predictions = outputs.get(ForwardGraph.PREDICTIONS);
            for (int i = 0; i < count; i++) {
                float[] row = new float[outputsPerExample(predictions.type())];
                predictions.floats().get(i * row.length, row);
                rows.add(row);
            }
        });
        return rows.toArray(float[][]::new);
    }

    private int outputsPerExample(TensorType predictions) {
        return Math.toIntExact(predictions.shape().size() / examples);
    }

    private interface BatchAction {
        void accept(int from, int count);
    }

    private void forEachBatch(Dataset dataset, BatchAction action) {
        DatasetShape.check(
                dataset, network.features(), inputs.get(StepGraph.TARGETS).type());
        int[] all = IntStream.range(0, dataset.size()).toArray();
        for (int from = 0; from < all.length; from += examples) {
            int count = Math.min(examples, all.length - from);
            BatchTensors.fill(dataset, all, from, count, inputs);
            compiled.run(inputs, outputs);
            action.accept(from, count);
        }
    }

    @Override
    public void close() {
        compiled.close();
    }
}
