package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.validation.Require;

/**
 * The trained values of a network: arrays that the optimizer updates, and host tensors that every compiled graph reads.
 * Mutable, for the training thread.
 */
public final class Parameters {
    private final NetworkGraph network;
    private final String[] names;
    private final float[][] values;
    private final Map<String, HostTensor> tensors = new LinkedHashMap<>();

    /**
     * The parameters of a network, starting with its values.
     *
     * @param network the network
     */
    public Parameters(NetworkGraph network) {
        this.network = network;
        this.names = network.parameters().toArray(String[]::new);
        this.values = new float[names.length][];
        for (int i = 0; i < names.length; i++) {
            Constant start = network.graph().initializers().get(names[i]);
            values[i] = start.toFloats();
            tensors.put(names[i], HostTensor.allocate(start.type()));
        }
        publish();
    }

    /** Copies the arrays into the host tensors; to be called after each change of the arrays. */
    public void publish() {
        for (int i = 0; i < names.length; i++) {
            tensors.get(names[i]).floats().put(values[i]);
        }
    }

    /**
     * Whether all elements of some arrays are finite.
     *
     * @param arrays one for each parameter
     * @return true if all elements are finite
     */
    public static boolean areFinite(float[]... arrays) {
        boolean finite = true;
        for (float[] array : arrays) {
            for (float value : array) {
                finite &= Float.isFinite(value);
            }
        }
        return finite;
    }

    /** Whether all elements of a buffer, from its start to its limit, are finite. */
    static boolean areFinite(FloatBuffer buffer) {
        float[] block = new float[Math.min(buffer.limit(), 1 << 11)];
        boolean finite = true;
        for (int from = 0; from < buffer.limit() && finite; from += block.length) {
            int size = Math.min(block.length, buffer.limit() - from);
            buffer.get(from, block, 0, size);
            // The rest of the block was already checked.
            finite = areFinite(block);
        }
        return finite;
    }

    /**
     * The arrays themselves, by name.
     *
     * @return a new map
     */
    public Map<String, float[]> byName() {
        Map<String, float[]> result = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            result.put(names[i], values[i]);
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
            if (found != values[i].length) {
                throw Require.broken(
                        "the saved parameter " + names[i],
                        "must have " + values[i].length + " elements",
                        found,
                        "pass the network it was saved from");
            }
        }
        for (int i = 0; i < names.length; i++) {
            System.arraycopy(replacements.get(names[i]), 0, values[i], 0, values[i].length);
        }
        publish();
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
     * The arrays themselves, for the optimizer.
     *
     * @return one array for each parameter, row-major
     */
    public float[][] values() {
        return values;
    }

    /**
     * Arrays of zeros of the parameters' sizes.
     *
     * @return one array for each parameter
     */
    public float[][] zeros() {
        float[][] zeros = new float[values.length][];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = new float[values[i].length];
        }
        return zeros;
    }

    /**
     * The sizes of the arrays.
     *
     * @return number of elements of each parameter
     */
    public int[] sizes() {
        int[] sizes = new int[values.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = values[i].length;
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
            constants.put(names[i], Constant.floats(type.shape(), values[i]));
        }
        return network.withParameters(constants);
    }
}
