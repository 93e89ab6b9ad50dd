package org.dpmodel.cli.network;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.cli.options.ResidentMemory;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.training.BatchRows;
import org.dpmodel.training.StepMemory;
import org.dpmodel.training.StepSettings;

/**
 * A few private steps of a network on made-up examples, to measure their cost.
 *
 * @param memory the memory of the step graphs, computed from their values
 * @param idleBytes the memory of this process before the first step, with the engine loaded; 0 on systems that do not
 *     report it
 * @param compilerBytes what the workers will leave on the Java heap when they compile their graphs, as far as it has
 *     room
 * @param peakBytes the peak memory after the steps; 0 on systems that do not report it
 * @param milliseconds time of a step, the median
 */
record StepTrial(StepMemory memory, long idleBytes, long compilerBytes, long peakBytes, double milliseconds) {
    private static final int STEPS = 5;

    /**
     * What Java's machine code, and the stacks and allocators of workers, took in addition; measured with several kinds
     * of networks.
     */
    private static final long BYTES_OF_RUNNING = 30L << 20;

    /** Computes the estimate first, and then runs the steps. */
    static StepTrial of(Network network, int batchSize, EngineDevice device, ExecutionOptions execution) {
        load(device, execution);
        ClipMechanism clipping = ClipMechanisms.fixed(1);
        long before = usedHeap();
        StepMemory memory = StepMemory.of(new StepSettings(
                network.graph(),
                Losses.meanSquaredError(),
                device,
                execution,
                Optional.of(clipping),
                1,
                BatchRows.usual(batchSize),
                false));
        long left = Math.max(0, usedHeap() - before) * memory.workers();
        long compiler = Math.min(left, Runtime.getRuntime().freeMemory() / 2);
        long idle = ResidentMemory.now();
        List<Double> times = new ArrayList<>();
        try (DPModel model = DPModel.builder(network, Losses.meanSquaredError())
                .engine(device.toString())
                .execution(execution)
                .optimizer(Optimizers.sgd(1e-6))
                .sampling(new PoissonSampling(batchSize))
                .clipping(clipping)
                .noise(NoiseMechanisms.gaussian(1))
                .metrics()
                .build()) {
            model.train(2, new MadeUp(network, batchSize * STEPS), List.of(new Stopwatch(times)));
        }
        // The first one is a warm-up.
        List<Double> counted = new ArrayList<>(times.subList(1, times.size()));
        Collections.sort(counted);
        return new StepTrial(memory, idle, compiler, ResidentMemory.peak(), counted.get(counted.size() / 2));
    }

    /** The engine's libraries count as part of the idle process. */
    private static void load(EngineDevice device, ExecutionOptions execution) {
        GraphBuilder builder = new GraphBuilder("nothing", Operators::find);
        builder.output("y", builder.call("Relu", Attributes.none(), builder.input("x", TensorType.floats(1, 1))));
        device.compile(new OnnxModel(builder.build(), device.graphTarget().opset()), execution)
                .close();
    }

    private static long usedHeap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The expected peak memory of the whole process. */
    long expectedBytes() {
        return idleBytes + BYTES_OF_RUNNING + compilerBytes + memory.bytes();
    }

    private static final class Stopwatch implements Callback {
        private final List<Double> times;
        private long began;

        Stopwatch(List<Double> times) {
            this.times = times;
        }

        @Override
        public void onTrainStepBegin(RunContext context) {
            began = System.nanoTime();
        }

        @Override
        public void onTrainStepEnd(RunContext context) {
            times.add((System.nanoTime() - began) / 1e6);
            if (times.size() > STEPS) {
                context.requestStop();
            }
        }
    }

    /** Normally distributed numbers, or zeros where a network takes ids; all targets are zero. */
    private static final class MadeUp implements Dataset {
        private final int size;
        private final long[] features;
        private final long[] targets;
        private final float[] row;

        MadeUp(Network network, int size) {
            this.size = size;
            this.features = example(network.graph().features().shape());
            this.targets =
                    example(Networks.bind(network.graph(), 2).output().type().shape());
            this.row = new float[(int) Shape.of(features).size()];
            Random random = new Random(1);
            for (int i = 0; i < row.length && !network.graph().isPacked(); i++) {
                row[i] = (float) random.nextGaussian();
            }
        }

        private static long[] example(Shape batch) {
            return Arrays.copyOfRange(batch.dims(), 1, batch.rank());
        }

        @Override
        public String name() {
            return "made up";
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public long[] featureShape() {
            return features.clone();
        }

        @Override
        public long[] targetShape() {
            return targets.clone();
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            destination.put(row);
        }

        @Override
        public void copyTarget(int index, FloatBuffer destination) {
            destination.put(new float[(int) Shape.of(targets).size()]);
        }
    }
}
