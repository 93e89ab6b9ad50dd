package org.dpmodel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.PortableTarget;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;

/**
 * Settings shared by all steps of a model.
 *
 * @param network the network
 * @param loss loss of each example
 * @param device where steps run
 * @param execution how they run
 * @param clipping the clip mechanism; absent only for training that is explicitly without privacy
 * @param unitSize number of examples that are clipped together
 * @param rows number of examples in a usual batch, and the most that are processed at a time
 * @param dropout whether the network's dropouts drop elements
 */
public record StepSettings(
        NetworkGraph network,
        Loss loss,
        EngineDevice device,
        ExecutionOptions execution,
        Optional<ClipMechanism> clipping,
        int unitSize,
        BatchRows rows,
        boolean dropout) {
    /** Accelerators need larger batches to fill their compute units, and their margin covers the sum of this many units. */
    private static final int MOST_UNITS_OF_AN_ACCELERATOR = 320;

    /**
     * Steps without dropout, for batches that are usually processed as a whole.
     *
     * @param network the network
     * @param loss loss of each example
     * @param device where steps run
     * @param execution how they run
     * @param clipping the clip mechanism; absent only for training that is explicitly without privacy
     * @param unitSize number of examples that are clipped together
     * @param physicalBatchSize number of examples in a usual batch, and the most that are processed at a time
     */
    public StepSettings(
            NetworkGraph network,
            Loss loss,
            EngineDevice device,
            ExecutionOptions execution,
            Optional<ClipMechanism> clipping,
            int unitSize,
            int physicalBatchSize) {
        this(
                network,
                loss,
                device,
                execution,
                clipping,
                unitSize,
                new BatchRows(physicalBatchSize, physicalBatchSize),
                false);
    }

    private boolean onProcessor() {
        return device.device().kind() == DeviceKind.CPU;
    }

    /**
     * The number of graphs that run at the same time. On a CPU each thread runs chunks of the batch through its own
     * graphs, which scales better than threads within one graph; other devices run one graph.
     *
     * @return at least 1
     */
    public int workers() {
        int most = rows.most() / unitSize / PhysicalBatches.blockOfUnits(unitSize, target().rowBlock());
        return onProcessor() ? Math.max(1, Math.min(execution.threads(), most)) : 1;
    }

    /**
     * The sizes that each worker compiles for. A CPU compiles in milliseconds, so it has several sizes and little
     * padding. An accelerator may compile for minutes, while padding costs it little: it has one size, compiled before
     * the first step.
     *
     * @return physical batch sizes
     */
    public PhysicalBatches sizes() {
        return onProcessor()
                ? PhysicalBatches.chunks(rows, unitSize, target().rowBlock(), workers())
                : PhysicalBatches.single(rows.most(), unitSize, target().rowBlock(), MOST_UNITS_OF_AN_ACCELERATOR);
    }

    /**
     * How a worker's graphs run. On a CPU each has one thread: kernels that split a batch among threads make rows differ
     * at the boundaries.
     *
     * @return the options
     */
    public ExecutionOptions workerExecution() {
        return onProcessor() ? execution.withThreads(1) : execution;
    }

    /** The ways to compute a step, the fastest first; in the last one, which only CPUs have, a unit is always alone. */
    List<StepForm> forms() {
        PhysicalBatches sizes = sizes();
        List<StepForm> forms = new ArrayList<>();
        forms.add(new StepForm(target(), sizes, unitSize));
        if (onProcessor()) {
            PhysicalBatches largest = new PhysicalBatches(sizes.largest(), sizes.largest());
            GraphTarget portable = PortableTarget.target();
            forms.add(new StepForm(target(), largest, unitSize));
            forms.add(new StepForm(
                    portable, PhysicalBatches.chunks(rows, unitSize, portable.rowBlock(), workers()), unitSize));
            forms.add(new StepForm(target(), new PhysicalBatches(unitSize, unitSize), unitSize));
        }
        return forms.stream().distinct().toList();
    }

    /**
     * What steps are compiled for.
     *
     * @return the device's target
     */
    public GraphTarget target() {
        return device.graphTarget();
    }

    /**
     * The step graph for a number of examples, for the device's own target.
     *
     * @param examples physical batch size
     * @return the graph
     */
    public StepGraph compile(int examples) {
        return compile(target(), examples);
    }

    StepGraph compile(GraphTarget lowerings, int examples) {
        return compile(lowerings, examples, clipping.map(ClipMechanism::rule));
    }

    /** The graph of one unit alone, whose sum is its gradient, not clipped. */
    StepGraph compileLone() {
        return compile(target(), unitSize, Optional.empty());
    }

    private StepGraph compile(GraphTarget lowerings, int examples, Optional<ClippingRule> rule) {
        return StepCompiler.compile(
                network, loss, new StepOptions(lowerings, new Units(examples, unitSize), rule, dropout));
    }
}
