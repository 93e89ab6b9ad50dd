package org.dpmodel.benchmark;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.training.BatchTensors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A batch of drawn examples, copied from the dataset into the inputs of a step graph. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BatchBenchmark {
    private static final int EXAMPLES = 10_000;

    /** The number of examples in the batch. */
    @Param("256")
    public int batch;

    private Dataset digits;
    private int[] drawn;
    private Tensors inputs;

    /** Draws the digits, and the batch. */
    @Setup
    public void prepare() {
        digits = SyntheticDigits.train(EXAMPLES, 1);
        UniformRandomProvider random = RandomStreams.seeded(1).stream(StreamPurpose.SAMPLING, 0);
        drawn = random.ints(batch, 0, EXAMPLES).toArray();
        inputs = Tensors.of(Map.of(
                StepGraph.FEATURES, rows(digits.featureShape()),
                StepGraph.TARGETS, rows(digits.targetShape())));
    }

    private HostTensor rows(long[] shape) {
        long[] sizes = new long[shape.length + 1];
        sizes[0] = batch;
        System.arraycopy(shape, 0, sizes, 1, shape.length);
        return HostTensor.allocate(TensorType.floats(sizes));
    }

    /**
     * Copies the batch.
     *
     * @return the inputs
     */
    @Benchmark
    public Tensors fill() {
        BatchTensors.fill(digits, drawn, 0, batch, inputs);
        return inputs;
    }
}
