package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.GraphTarget;
import org.dpmodel.graph.GraphTargets;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.step.NetworkGraph;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;

/**
 * Computes sums of clipped gradients of drawn examples: cuts them into physical batches, compiles the step graph of each
 * size once, and adds up. A unit whose gradient is not finite contributes nothing. For the training thread; close it.
 */
public final class GradientComputer implements AutoCloseable {
    /**
     * Steps clip by this share below the clipping norm, which pays for the float32 rounding of the norm itself, of the
     * units' norms, their factors and the sum: what an example contributes stays below the norm that noise is scaled by.
     */
    private static final double ROUNDING_MARGIN = 0x1p-13;

    private final NetworkGraph network;
    private final Loss loss;
    private final EngineDevice device;
    private final ExecutionOptions execution;
    private final Optional<ClipMechanism> clipping;
    private final int unitSize;
    private final PhysicalBatches sizes;
    private final Parameters parameters;
    private final Map<Integer, StepRunner> runners = new HashMap<>();

    /**
     * A computer of gradients.
     *
     * @param network the network
     * @param loss loss of each example
     * @param device where steps run
     * @param execution how they run
     * @param clipping the clip mechanism; absent only for training that is openly without privacy
     * @param unitSize examples that are clipped as one
     * @param sizes physical batch sizes
     * @param parameters the network's parameters
     */
    public GradientComputer(
            NetworkGraph network,
            Loss loss,
            EngineDevice device,
            ExecutionOptions execution,
            Optional<ClipMechanism> clipping,
            int unitSize,
            PhysicalBatches sizes,
            Parameters parameters) {
        this.network = network;
        this.loss = loss;
        this.device = device;
        this.execution = execution;
        this.clipping = clipping;
        this.unitSize = unitSize;
        this.sizes = sizes;
        this.parameters = parameters;
    }

    /**
     * Compiles the step graph of a batch, so that errors show before anything is spent.
     *
     * @param examples examples of a usual batch
     */
    public void prepare(int examples) {
        sizes.chunks(examples).forEach(count -> runner(sizes.sizeFor(count)));
    }

    /**
     * Computes the sum over the units of drawn examples, each clipped to the step's clipping norm.
     *
     * @param dataset the examples
     * @param drawn positions in the dataset; may be empty
     * @param step the step, counted from 0
     * @return the sum, before noise
     */
    public ClippedSum sum(Dataset dataset, int[] drawn, long step) {
        float[][] sums = new float[parameters.sizes().length][];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = new float[parameters.sizes()[i]];
        }
        Tally tally = new Tally(unitSize);
        float norm =
                clipping.map(mechanism -> bound(mechanism.clippingNorm(step))).orElse(Float.NaN);
        int from = 0;
        for (int count : sizes.chunks(drawn.length)) {
            StepRunner runner = runner(sizes.sizeFor(count));
            runner.load(dataset, drawn, from, count);
            if (clipping.isPresent()) {
                runner.clippingNorm(norm);
            }
            runner.run();
            Set<Integer> leftOut = clipping.isPresent() ? leaveOutNonFinite(runner, count) : Set.of();
            boolean finite = isFinite(runner);
            if (finite) {
                accumulate(runner, sums);
            } else if (clipping.isPresent()) {
                // Dropping the whole batch would move the sum by more than one unit's share.
                throw new EngineException("device " + device + " gives infinite sums of clipped gradients although all"
                        + " norms are finite: the device computes wrongly, use another one");
            }
            tally.count(runner, count, norm, finite ? leftOut : allUnits(count));
            from += count;
        }
        return new ClippedSum(sums, tally.report(drawn.length));
    }

    private static float bound(double clippingNorm) {
        return (float) (clippingNorm * (1 - ROUNDING_MARGIN));
    }

    /** Finds units by their norms, and runs the batch again without them; their rows are zero then. */
    private Set<Integer> leaveOutNonFinite(StepRunner runner, int examples) {
        FloatBuffer norms = runner.floats(StepGraph.NORMS);
        Set<Integer> leftOut = allUnits(examples);
        leftOut.removeIf(unit -> Float.isFinite(norms.get(unit)));
        if (!leftOut.isEmpty()) {
            leftOut.forEach(runner::leaveOut);
            runner.run();
        }
        return leftOut;
    }

    private Set<Integer> allUnits(int examples) {
        return IntStream.range(0, examples / unitSize).boxed().collect(Collectors.toCollection(HashSet::new));
    }

    private boolean isFinite(StepRunner runner) {
        for (String name : parameters.names()) {
            FloatBuffer sum = runner.floats(StepGraph.gradientSum(name));
            for (int i = 0; i < sum.limit(); i++) {
                if (!Float.isFinite(sum.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Adds a physical batch to the sums. */
    private void accumulate(StepRunner runner, float[][] sums) {
        String[] names = parameters.names();
        for (int i = 0; i < names.length; i++) {
            FloatBuffer part = runner.floats(StepGraph.gradientSum(names[i]));
            float[] sum = sums[i];
            float[] values = new float[sum.length];
            part.get(values);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += values[j];
            }
        }
    }

    private StepRunner runner(int size) {
        return runners.computeIfAbsent(size, examples -> {
            GraphTarget target = GraphTargets.byName(device.graphTarget());
            StepOptions options =
                    new StepOptions(target, new Units(examples, unitSize), clipping.map(ClipMechanism::rule));
            return new StepRunner(
                    StepCompiler.compile(network, loss, options), device, execution, parameters.tensors());
        });
    }

    @Override
    public void close() {
        runners.values().forEach(StepRunner::close);
        runners.clear();
    }
}
