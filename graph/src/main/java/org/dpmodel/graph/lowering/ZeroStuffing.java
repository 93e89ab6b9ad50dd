package org.dpmodel.graph.lowering;

import java.util.Arrays;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** Zeros between elements, which undo the stride of a window. */
final class ZeroStuffing {
    private ZeroStuffing() {}

    /**
     * Puts stride − 1 zeros after each element.
     *
     * @param ops where the nodes go
     * @param x {@code [batch, channels, positions...]}
     * @param strides one for each spatial axis
     * @return {@code [batch, channels, positions · stride...]}; x itself if all strides are 1
     */
    static Value between(Ops ops, Value x, long[] strides) {
        if (Arrays.stream(strides).allMatch(s -> s == 1)) {
            return x;
        }
        int axes = strides.length;
        long[] apart = new long[2 + 2 * axes];
        long[] zeros = new long[2 * apart.length];
        long[] stuffed = x.shape().dims();
        apart[0] = x.dim(0);
        apart[1] = x.dim(1);
        for (int i = 0; i < axes; i++) {
            apart[2 + 2 * i] = x.dim(i + 2);
            apart[3 + 2 * i] = 1;
            zeros[apart.length + 3 + 2 * i] = strides[i] - 1;
            stuffed[i + 2] *= strides[i];
        }
        return ops.reshape(ops.pad(ops.reshape(x, apart), zeros), stuffed);
    }
}
