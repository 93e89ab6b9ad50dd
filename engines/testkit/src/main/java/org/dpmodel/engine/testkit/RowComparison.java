package org.dpmodel.engine.testkit;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.step.StepGraph;

/**
 * Compares, bit by bit, the results of a step graph for the same unit in different rows, with different neighbours, and
 * with any number of drawn units. For one thread; close it.
 */
public final class RowComparison implements AutoCloseable {
    private static final int SHIFTS = 16;
    private static final int CONTRIBUTING = 4;
    private static final int EMPTY = -1;
    private static final int HUGE = -2;

    private final StepGraph step;
    private final CompiledGraph compiled;
    private final Tensors inputs;
    private final Tensors outputs;
    private final int units;
    private final Map<Integer, String> seen = new HashMap<>();
    private String difference;

    /**
     * Compiles a graph for one thread.
     *
     * @param device where it runs
     * @param step a step with clipping
     */
    public RowComparison(EngineDevice device, StepGraph step) {
        this.step = step;
        this.units = step.units().count();
        this.compiled = device.compile(step.model(), ExecutionOptions.defaults().withThreads(1));
        this.inputs = Tensors.allocate(compiled.inputs());
        this.outputs = Tensors.allocate(compiled.outputs());
        Random random = new Random(3);
        step.parameters().forEach(name -> {
            FloatBuffer values = inputs.get(name).floats();
            double scale = 1 / Math.sqrt(Math.max(1, values.remaining() / 10.0));
            while (values.hasRemaining()) {
                values.put((float) (scale * random.nextGaussian()));
            }
        });
    }

    /**
     * Runs all comparisons.
     *
     * @return a description of the first difference; empty if every bit is equal
     */
    public Optional<String> firstDifference() {
        for (int shift = 0; shift < SHIFTS; shift++) {
            int by = shift;
            compare("shifted by " + shift, order(row -> row + by));
        }
        compare("exchanged with its neighbour", order(row -> row ^ 1));
        compare("beside huge ones", order(row -> row % 2 == 0 ? row : HUGE));
        compare("beside huge ones", order(row -> row % 2 == 1 ? row : HUGE));
        for (int drawn = 1; drawn <= units; drawn++) {
            int count = drawn;
            compare(drawn + " drawn", order(row -> row < count ? row : EMPTY));
        }
        for (int unit = 0; unit < CONTRIBUTING; unit++) {
            compareContributions(unit);
        }
        return Optional.ofNullable(difference);
    }

    private interface Order {
        int unitAt(int row);
    }

    private int[] order(Order order) {
        int[] result = new int[units];
        for (int row = 0; row < units; row++) {
            result[row] = order.unitAt(row);
        }
        return result;
    }

    private void compare(String how, int... order) {
        fill(order);
        compiled.run(inputs, outputs);
        FloatBuffer losses = outputs.get(StepGraph.LOSSES).floats();
        FloatBuffer norms = outputs.get(StepGraph.NORMS).floats();
        int unitSize = step.units().unitSize();
        for (int row = 0; row < units; row++) {
            if (order[row] < 0) {
                continue;
            }
            StringBuilder bits = new StringBuilder(Float.toHexString(norms.get(row)));
            for (int member = 0; member < unitSize; member++) {
                bits.append(' ').append(Float.toHexString(losses.get(row * unitSize + member)));
            }
            String known = seen.putIfAbsent(order[row], bits.toString());
            if (known != null && !known.equals(bits.toString()) && difference == null) {
                difference = "unit " + order[row] + " in row " + row + ", " + how + ": norm and losses " + bits
                        + ", elsewhere " + known;
            }
        }
    }

    /** Writes units into rows; the same numbers for the same unit. */
    private void fill(int... order) {
        FloatBuffer features = inputs.get(StepGraph.FEATURES).floats();
        FloatBuffer targets = inputs.get(StepGraph.TARGETS).floats();
        FloatBuffer mask = inputs.get(StepGraph.UNIT_MASK).floats();
        int perUnit = features.remaining() / units;
        int classes = targets.remaining() / step.units().examples();
        for (int unit : order) {
            Random random = new Random(unit);
            double scale = unit == EMPTY ? 0 : unit == HUGE ? 1e15 : 1;
            for (int i = 0; i < perUnit; i++) {
                features.put((float) (scale * random.nextGaussian()));
            }
            for (int member = 0; member < step.units().unitSize(); member++) {
                int hot = unit == EMPTY ? -1 : Math.floorMod(unit + member, classes);
                for (int i = 0; i < classes; i++) {
                    targets.put(i == hot ? 1 : 0);
                }
            }
            mask.put(unit == EMPTY ? 0 : 1);
        }
        inputs.get(ClippingRule.CLIPPING_NORM).floats().put(0, 1e-3f);
    }

    /** The contribution of a unit to the sum from each of the first rows, with all others masked. */
    private void compareContributions(int unit) {
        Map<String, float[]> first = null;
        for (int row = 0; row < Math.min(SHIFTS, units); row++) {
            int at = row;
            fill(order(other -> Math.floorMod(unit + other - at, units)));
            FloatBuffer mask = inputs.get(StepGraph.UNIT_MASK).floats();
            for (int i = 0; i < units; i++) {
                mask.put(i, i == row ? 1 : 0);
            }
            compiled.run(inputs, outputs);
            Map<String, float[]> sums = new LinkedHashMap<>();
            for (String parameter : step.parameters()) {
                sums.put(
                        parameter,
                        values(outputs.get(StepGraph.gradientSum(parameter)).floats()));
            }
            if (first == null) {
                first = sums;
            }
            for (String parameter : step.parameters()) {
                if (difference == null && !Arrays.equals(first.get(parameter), sums.get(parameter))) {
                    difference = "unit " + unit + " adds a different gradient of " + parameter + " from row " + row
                            + " than from row 0";
                }
            }
        }
    }

    private static float[] values(FloatBuffer buffer) {
        float[] values = new float[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            // Zeros may differ in sign.
            values[i] = buffer.get(i) + 0f;
        }
        return values;
    }

    @Override
    public void close() {
        compiled.close();
    }
}
