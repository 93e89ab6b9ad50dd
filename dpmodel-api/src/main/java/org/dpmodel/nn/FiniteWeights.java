package org.dpmodel.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * Refuses weights that are not finite: all outputs and gradients would be NaN, every example would be left out as not
 * finite, and training would spend its budget on pure noise.
 */
final class FiniteWeights {
    private FiniteWeights() {}

    /** NaN is refused everywhere, infinity only in trained parameters, since a constant bound may be infinite. */
    static void check(NetworkGraph network) {
        network.graph().initializers().forEach((name, constant) -> {
            if (constant.type().dataType() == DataType.FLOAT && !constant.isPlaceholder()) {
                check(name, constant, network.parameters().contains(name));
            }
        });
    }

    private static void check(String name, Constant constant, boolean trained) {
        FloatBuffer values = constant.bytes().asFloatBuffer();
        for (int i = 0; i < values.limit(); i++) {
            float value = values.get(i);
            if (Float.isNaN(value) || (trained && Float.isInfinite(value))) {
                throw new GraphException("initializer " + name + " must be finite, found " + value + " at element "
                        + Arrays.toString(index(i, constant.type().shape().dims())) + " of "
                        + constant.type().shape()
                        + ": use weights from before training diverged, and a large finite number such as -1e9 for a "
                        + "mask");
            }
        }
    }

    private static long[] index(int position, long[] dims) {
        long[] index = new long[dims.length];
        long rest = position;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            index[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        return index;
    }
}
