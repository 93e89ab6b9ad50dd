package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Map;
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

    StepRunner(StepGraph step, EngineDevice device, ExecutionOptions options, Map<String, HostTensor> parameters) {
        this.step = step;
        this.inputs = Tensors.allocate(step.model().graph().inputs(), parameters);
        this.outputs = Tensors.allocate(step.model().graph().outputs());
        this.compiled = device.compile(step.model(), options);
    }

    /** Fills the inputs with some of the drawn examples, and padding after them. */
    void load(Dataset dataset, int[] drawn, int from, int count) {
        BatchTensors.fill(dataset, drawn, from, count, inputs);
        int unitSize = step.units().unitSize();
        FloatBuffer mask = floats(StepGraph.UNIT_MASK);
        for (int unit = 0; unit < mask.limit(); unit++) {
            mask.put(unit, unit * unitSize < count ? 1f : 0f);
        }
    }

    /** Leaves a unit out: its rows become zero, so that nothing infinite is multiplied by its mask of zero. */
    void leaveOut(int unit) {
        floats(StepGraph.UNIT_MASK).put(unit, 0f);
        zero(floats(StepGraph.FEATURES), unit);
        zero(floats(StepGraph.TARGETS), unit);
    }

    private void zero(FloatBuffer rows, int unit) {
        int elements = rows.limit() / step.units().count();
        BatchTensors.zeros(rows.slice(unit * elements, elements));
    }

    void clippingNorm(float norm) {
        floats(ClippingRule.CLIPPING_NORM).put(0, norm);
    }

    /** Runs the graph. An output that it leaves unwritten is not a number, never what another batch left there. */
    void run() {
        outputs.asMap().values().forEach(StepRunner::forget);
        compiled.run(inputs, outputs);
    }

    private static void forget(HostTensor output) {
        FloatBuffer floats = output.floats();
        while (floats.hasRemaining()) {
            floats.put(Float.NaN);
        }
    }

    FloatBuffer floats(String name) {
        return (inputs.asMap().containsKey(name) ? inputs : outputs).get(name).floats();
    }

    @Override
    public void close() {
        compiled.close();
    }
}
