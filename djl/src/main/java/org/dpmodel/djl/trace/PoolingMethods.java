package org.dpmodel.djl.trace;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;

/** Pooling over windows, and over all axes after the channels. */
final class PoolingMethods {
    private PoolingMethods() {}

    static void addTo(Map<String, Call.Operation> all) {
        all.put("maxPool", call -> call.node("MaxPool", window(call), call.value()));
        all.put(
                "avgPool",
                call -> call.node(
                        "AveragePool", window(call).with("count_include_pad", call.flag(4) ? 1 : 0), call.value()));
        all.put("globalMaxPool", call -> global(call, "MaxPool"));
        all.put("globalAvgPool", call -> global(call, "AveragePool"));
    }

    private static Attributes window(Call call) {
        long[] kernel = call.shape(0);
        long[] strides = call.shape(1);
        long[] padding = call.shape(2);
        long[] pads = Arrays.copyOf(padding, 2 * padding.length);
        System.arraycopy(padding, 0, pads, padding.length, padding.length);
        Attributes attributes = Attributes.none()
                .with("kernel_shape", kernel)
                .with("strides", strides)
                .with("pads", pads);
        return call.flag(3) && !fits(call.value(), kernel, strides, padding)
                ? attributes.with("ceil_mode", 1)
                : attributes;
    }

    /** Whether windows end where the input does, so that rounding up or down is the same. */
    private static boolean fits(Value x, long[] kernel, long[] strides, long[] padding) {
        for (int i = 0; i < kernel.length; i++) {
            if ((x.dim(i + 2) + 2 * padding[i] - kernel[i]) % strides[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** DJL removes the axes that it pools over. */
    private static NDArray global(Call call, String operator) {
        Value x = call.value();
        long[] kernel = Arrays.copyOfRange(x.shape().dims(), 2, x.shape().rank());
        long[] ones = new long[kernel.length];
        Arrays.fill(ones, 1);
        Attributes attributes = Attributes.none()
                .with("kernel_shape", kernel)
                .with("strides", ones)
                .with("pads", new long[2 * kernel.length]);
        if (operator.equals("AveragePool")) {
            attributes = attributes.with("count_include_pad", 0);
        }
        Value pooled = call.recorder().builder().call(operator, attributes, x);
        return call.result(call.ops().reshape(pooled, x.dim(0), x.dim(1)));
    }
}
