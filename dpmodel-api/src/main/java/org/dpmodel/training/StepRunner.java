package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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
     * @param masks what is dropped from each example, if the network has dropout
     * @return units that are left out because one of their features is not finite, which operators may turn into a finite
     *     value
     */
    Set<Integer> load(Dataset dataset, int[] drawn, int from, int count, DropoutMasks masks) {
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
        if (!step.dropouts().isEmpty()) {
            drop(drawn, from, count, masks);
        }
        return leftOut;
    }

    /** A row for each example, by its position in the dataset, never by that in the batch; padding rows are zero. */
    private void drop(int[] drawn, int from, int count, DropoutMasks masks) {
        FloatBuffer factors = floats(StepGraph.DROPOUT);
        int width = factors.limit() / step.units().examples();
        for (int row = 0; row < count; row++) {
            masks.fill(drawn[from + row], step.dropouts(), factors.slice(row * width, width));
        }
        BatchTensors.zeros(factors.position(count * width));
    }

    /** Leaves a unit out: its rows become padding, so that its mask of zero is never multiplied by infinity. */
    void leaveOut(int unit) {
        mask(unit, 0);
        BatchTensors.ones(slice(floats(StepGraph.FEATURES), unit));
        BatchTensors.zeros(slice(floats(StepGraph.TARGETS), unit));
    }

    /** Weighs a unit by 0 or 1. */
    void mask(int unit, float weight) {
        floats(StepGraph.UNIT_MASK).put(unit, weight);
    }

    /**
     * Copies a unit that is used over those that are not, whose own gradient may be infinite or not a number, since not
     * all networks are finite at ones. Zero times the copy is zero.
     *
     * @param examples the number of loaded examples
     * @param leftOut units that are not used although they were loaded
     * @return false if no unit is used, and nothing was copied
     */
    boolean fillUnused(int examples, Set<Integer> leftOut) {
        BitSet used = new BitSet();
        used.set(0, examples / step.units().unitSize());
        leftOut.forEach(used::clear);
        int finite = used.nextSetBit(0);
        if (finite < 0) {
            return false;
        }
        for (String name : List.of(StepGraph.FEATURES, StepGraph.TARGETS, StepGraph.DROPOUT)) {
            if (!inputs.asMap().containsKey(name)) {
                continue;
            }
            FloatBuffer rows = floats(name);
            FloatBuffer row = slice(rows, finite);
            for (int unit = used.nextClearBit(0); unit < step.units().count(); unit = used.nextClearBit(unit + 1)) {
                slice(rows, unit).put(row.duplicate());
            }
        }
        return true;
    }

    /** Whether the unit's norm and loss are finite. */
    boolean isFinite(int unit) {
        return Float.isFinite(floats(StepGraph.NORMS).get(unit)) && Double.isFinite(loss(unit));
    }

    /** The sum of the losses of a unit's members. */
    double loss(int unit) {
        FloatBuffer losses = floats(StepGraph.LOSSES);
        double loss = 0;
        for (int i = unit * step.units().unitSize();
                i < (unit + 1) * step.units().unitSize();
                i++) {
            loss += losses.get(i);
        }
        return loss;
    }

    private FloatBuffer slice(FloatBuffer rows, int unit) {
        int elements = rows.limit() / step.units().count();
        return rows.slice(unit * elements, elements);
    }

    /** The output of the graph for a parameter: the sum of its units' gradients. */
    FloatBuffer gradientSum(String parameter) {
        return floats(StepGraph.gradientSum(parameter));
    }

    void clippingNorm(float norm) {
        floats(ClippingRule.CLIPPING_NORM).put(0, norm);
    }

    /** Runs the graph. An output that it does not write is NaN, never left over from another batch. */
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
