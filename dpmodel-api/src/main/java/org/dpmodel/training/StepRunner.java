package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.step.StepGraph;

/** A step graph of one physical size on a device, with its tensors. For the training thread; close it. */
final class StepRunner implements AutoCloseable {
    private final StepGraph step;
    private final CompiledGraph compiled;
    private final Tensors inputs;
    private final Tensors outputs;
    private final float[] unknown = new float[1 << 12];

    StepRunner(StepGraph step, EngineDevice device, ExecutionOptions options, Map<String, HostTensor> parameters) {
        this.step = step;
        Arrays.fill(unknown, Float.NaN);
        this.inputs = Tensors.allocate(step.model().graph().inputs(), parameters);
        this.outputs = Tensors.allocate(step.model().graph().outputs());
        this.compiled = device.compile(step.model(), options);
    }

    /**
     * Fills the inputs with some of the drawn examples, and padding after them.
     *
     * @return units that are left out, since a feature of theirs is not finite: operators may turn it into a number
     */
    Set<Integer> load(Dataset dataset, int[] drawn, int from, int count) {
        Set<Integer> leftOut = new TreeSet<>();
        int unitSize = step.units().unitSize();
        for (int row : BatchTensors.fill(dataset, drawn, from, count, inputs)) {
            leftOut.add(row / unitSize);
        }
        FloatBuffer mask = floats(StepGraph.UNIT_MASK);
        for (int unit = 0; unit < mask.limit(); unit++) {
            mask.put(unit, unit * unitSize < count ? 1f : 0f);
        }
        leftOut.forEach(this::leaveOut);
        return leftOut;
    }

    /** Leaves a unit out: its rows become padding, so that nothing infinite is multiplied by its mask of zero. */
    void leaveOut(int unit) {
        mask(unit, 0);
        BatchTensors.ones(rows(StepGraph.FEATURES, unit));
        BatchTensors.zeros(rows(StepGraph.TARGETS, unit));
    }

    /** Weighs a unit by 0 or 1. */
    void mask(int unit, float weight) {
        floats(StepGraph.UNIT_MASK).put(unit, weight);
    }

    private FloatBuffer rows(String input, int unit) {
        FloatBuffer all = floats(input);
        int elements = all.limit() / step.units().count();
        return all.slice(unit * elements, elements);
    }

    void clippingNorm(float norm) {
        floats(ClippingRule.CLIPPING_NORM).put(0, norm);
    }

    /** Runs the graph. An output that it leaves unwritten is not a number, never what another batch left there. */
    void run() {
        outputs.asMap().values().forEach(this::forget);
        compiled.run(inputs, outputs);
    }

    private void forget(HostTensor output) {
        FloatBuffer floats = output.floats();
        while (floats.hasRemaining()) {
            floats.put(unknown, 0, Math.min(unknown.length, floats.remaining()));
        }
    }

    StepGraph step() {
        return step;
    }

    FloatBuffer floats(String name) {
        return (inputs.asMap().containsKey(name) ? inputs : outputs).get(name).floats();
    }

    @Override
    public void close() {
        compiled.close();
    }
}
