package org.dpmodel.training;

import java.util.Optional;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineDevice;
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
 * What the steps of a model have in common.
 *
 * @param network the network
 * @param loss loss of each example
 * @param device where steps run
 * @param execution how they run
 * @param clipping the clip mechanism; absent only for training that is openly without privacy
 * @param unitSize examples that are clipped as one
 * @param physicalBatchSize most examples that are in work at a time
 */
public record StepSettings(
        NetworkGraph network,
        Loss loss,
        EngineDevice device,
        ExecutionOptions execution,
        Optional<ClipMechanism> clipping,
        int unitSize,
        int physicalBatchSize) {
    /**
     * How many graphs run at a time. On a processor each thread takes its share of the batch through a graph of its own,
     * which scales better than threads within one graph; other devices run one graph.
     *
     * @return at least 1
     */
    public int workers() {
        boolean processor = device.device().kind() == DeviceKind.CPU;
        return processor ? Math.max(1, Math.min(execution.threads(), physicalBatchSize / unitSize)) : 1;
    }

    /**
     * The sizes that each worker compiles for. A processor compiles in milliseconds, so it has many, and pads little. An
     * accelerator may compile for minutes, and pays little for padding: it has one size, compiled before the first step. So
     * one kernel serves all steps, and roundings do not depend on how many examples were drawn (ADR 302).
     *
     * @return physical batch sizes
     */
    public PhysicalBatches sizes() {
        int units = (physicalBatchSize / unitSize + workers() - 1) / workers();
        return device.device().kind() == DeviceKind.CPU
                ? PhysicalBatches.upTo(units * unitSize, unitSize)
                : new PhysicalBatches(units * unitSize, units * unitSize);
    }

    /**
     * How a worker's graphs run.
     *
     * @return the options, with the threads divided among the workers
     */
    public ExecutionOptions workerExecution() {
        return execution.withThreads(Math.max(1, execution.threads() / workers()));
    }

    /**
     * What steps are compiled for.
     *
     * @return the device's target
     */
    public GraphTarget target() {
        return GraphTargets.byName(device.graphTarget());
    }

    /**
     * The step graph for a number of examples.
     *
     * @param examples physical batch size
     * @return the graph
     */
    public StepGraph compile(int examples) {
        return StepCompiler.compile(
                network,
                loss,
                new StepOptions(target(), new Units(examples, unitSize), clipping.map(ClipMechanism::rule)));
    }
}
