package org.dpmodel.benchmark;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.OptimizerState;
import org.dpmodel.optimizer.Optimizers;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One update of all parameters of LeNet-5. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OptimizerBenchmark {
    private static final int[] LENET5_SIZES = {150, 2400, 48_000, 120, 10_080, 84, 840, 10};
    private static final double LEARNING_RATE = 1e-3;

    /** The optimizer. */
    @Param({"SGD", "Momentum", "Adam", "AdamBC", "Adagrad"})
    public String optimizer;

    private OptimizerState state;
    private float[][] parameters;
    private float[][] gradients;

    /** Creates the optimizer's state, parameters and gradients. */
    @Setup
    public void prepare() {
        state = Optimizers.byName(optimizer, LearningRateSchedule.constant(LEARNING_RATE))
                .newState(LENET5_SIZES);
        parameters = arrays(1);
        gradients = arrays(0.01f);
    }

    private static float[][] arrays(float value) {
        return Arrays.stream(LENET5_SIZES)
                .mapToObj(size -> {
                    float[] array = new float[size];
                    Arrays.fill(array, value);
                    return array;
                })
                .toArray(float[][]::new);
    }

    /**
     * Updates the parameters once.
     *
     * @return the parameters
     */
    @Benchmark
    public float[][] update() {
        state.update(parameters, gradients, LEARNING_RATE);
        return parameters;
    }
}
