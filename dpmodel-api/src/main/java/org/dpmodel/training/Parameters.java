package org.dpmodel.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.step.NetworkGraph;

/**
 * The trained values of a network: arrays that the optimizer works on, and host tensors that every compiled graph reads.
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
     * @return elements of each parameter
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
