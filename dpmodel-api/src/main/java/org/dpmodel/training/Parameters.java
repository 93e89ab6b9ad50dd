package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.validation.Require;

/**
 * The trained values of a network, in host tensors that every compiled graph reads: there is one copy of a large network.
 * Mutable, for the training thread.
 */
public final class Parameters {
    /** Elements that are updated at a time: with their gradients and moments they stay in a fast cache. */
    static final int BLOCK = 1 << 11;

    /** Elements of a task: enough blocks that its two arrays are worth allocating. */
    private static final int TASK = 1 << 18;

    private final NetworkGraph network;
    private final String[] names;
    private final FloatBuffer[] values;
    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();

    /** Changes neighbouring elements of a parameter; called by several threads at once. */
    @FunctionalInterface
    public interface Change {
        /**
         * Changes elements in place.
         *
         * @param parameter index of the parameter
         * @param from index of the first element within the parameter
         * @param count number of elements
         * @param elements the elements, from index 0
         * @param scratch as many elements for intermediate results
         */
        void of(int parameter, int from, int count, float[] elements, float[] scratch);
    }

    /**
     * The parameters of a network, starting with its values.
     *
     * @param network the network
     */
    public Parameters(NetworkGraph network) {
        this.network = network;
        this.names = network.parameters().toArray(String[]::new);
        this.values = new FloatBuffer[names.length];
        for (int i = 0; i < names.length; i++) {
            Constant start = network.graph().initializers().get(names[i]);
            HostTensor tensor = HostTensor.allocate(start.type());
            tensors.put(names[i], tensor);
            values[i] = tensor.floats();
            if (!start.isPlaceholder()) {
                values[i].put(0, start.bytes().asFloatBuffer(), 0, values[i].limit());
            }
        }
    }

    /**
     * Parameters of the same network with the same values, which change on their own.
     *
     * @return a copy
     */
    public Parameters copy() {
        Parameters copy = new Parameters(network);
        copy.change((parameter, from, count, elements, scratch) -> read(parameter, from, count, elements));
        return copy;
    }

    /**
     * Sets a parameter.
     *
     * @param name its name
     * @param elements all of its elements
     */
    public void set(String name, float... elements) {
        FloatBuffer tensor = tensors.get(name).floats();
        tensor.put(0, elements, 0, tensor.limit());
    }

    /**
     * Changes all elements, block by block and on several threads if there are many.
     *
     * @param change changes a block
     */
    public void change(Change change) {
        for (int i = 0; i < values.length; i++) {
            int parameter = i;
            int size = values[i].limit();
            IntStream tasks = IntStream.range(0, (size + TASK - 1) / TASK);
            (size > TASK ? tasks.parallel() : tasks)
                    .forEach(task -> change(parameter, task * TASK, Math.min(size, (task + 1) * TASK), change));
        }
    }

    private void change(int parameter, int first, int end, Change change) {
        float[] elements = new float[Math.min(BLOCK, end - first)];
        float[] scratch = new float[elements.length];
        for (int from = first; from < end; from += BLOCK) {
            int count = Math.min(BLOCK, end - from);
            values[parameter].get(from, elements, 0, count);
            change.of(parameter, from, count, elements, scratch);
            values[parameter].put(from, elements, 0, count);
        }
    }

    /**
     * Copies neighbouring elements of a parameter.
     *
     * @param parameter index of the parameter
     * @param from index of the first element within the parameter
     * @param count number of elements
     * @param into where they are written, from index 0
     */
    public void read(int parameter, int from, int count, float... into) {
        values[parameter].get(from, into, 0, count);
    }

    /**
     * Whether all elements are finite.
     *
     * @return true if they are
     */
    public boolean areFinite() {
        return Arrays.stream(values).allMatch(Parameters::areFinite);
    }

    /** Whether all elements of a buffer, from its start to its limit, are finite. */
    static boolean areFinite(FloatBuffer buffer) {
        float[] block = new float[Math.min(buffer.limit(), 1 << 11)];
        boolean finite = true;
        for (int from = 0; from < buffer.limit() && finite; from += block.length) {
            int size = Math.min(block.length, buffer.limit() - from);
            buffer.get(from, block, 0, size);
            // The rest of the block was already checked.
            for (float value : block) {
                finite &= Float.isFinite(value);
            }
        }
        return finite;
    }

    /**
     * The values by name.
     *
     * @return copies
     */
    public Map<String, float[]> byName() {
        float[][] copies = values();
        Map<String, float[]> result = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            result.put(names[i], copies[i]);
        }
        return result;
    }

    /**
     * Replaces the values, for example by those of a saved state.
     *
     * @param replacements new values by name, of the same sizes
     * @throws IllegalArgumentException if the names or a size differ; nothing is then changed
     */
    public void replace(Map<String, float[]> replacements) {
        if (!replacements.keySet().equals(Set.of(names))) {
            throw Require.broken(
                    "the saved parameters",
                    "must be " + new TreeSet<>(Set.of(names)),
                    new TreeSet<>(replacements.keySet()),
                    "pass the network they were saved from");
        }
        for (int i = 0; i < names.length; i++) {
            int found = replacements.get(names[i]).length;
            if (found != values[i].limit()) {
                throw Require.broken(
                        "the saved parameter " + names[i],
                        "must have " + values[i].limit() + " elements",
                        found,
                        "pass the network it was saved from");
            }
        }
        for (int i = 0; i < names.length; i++) {
            values[i].put(0, replacements.get(names[i]));
        }
    }

    /**
     * Replaces the values by those that {@link #values} returned, here or for the same network on another machine.
     *
     * @param replacements one array for each parameter, of the same sizes
     * @throws IndexOutOfBoundsException if an array is shorter
     */
    public void replace(float[]... replacements) {
        for (int i = 0; i < values.length; i++) {
            values[i].put(0, replacements[i], 0, values[i].limit());
        }
    }

    /**
     * Names in the order of {@link #values}.
     *
     * @return a copy
     */
    public String[] names() {
        return names.clone();
    }

    /**
     * The values.
     *
     * @return copies, one array for each parameter, row-major
     */
    public float[][] values() {
        float[][] copies = new float[values.length][];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new float[values[i].limit()];
            values[i].get(0, copies[i]);
        }
        return copies;
    }

    /**
     * The sizes of the arrays.
     *
     * @return number of elements of each parameter
     */
    public int[] sizes() {
        int[] sizes = new int[values.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = values[i].limit();
        }
        return sizes;
    }

    /**
     * The host tensors, as inputs of compiled graphs.
     *
     * @return tensor by name
     */
    public Map<String, HostTensor> tensors() {
        return Map.copyOf(tensors);
    }

    /**
     * The network with the present values.
     *
     * @return an immutable copy
     */
    public NetworkGraph snapshot() {
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            TensorType type = tensors.get(names[i]).type();
            constants.put(names[i], Constant.floats(type.shape(), values[i].duplicate()));
        }
        return network.withParameters(constants);
    }
}
