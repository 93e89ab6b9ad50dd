package org.dpmodel.engine.pytorch;

import java.nio.FloatBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.operator.Operators;

/**
 * Verifies that a device does not round the operands of products to fewer digits than float32 has. Environment variables
 * can make libraries under PyTorch use TF32 or bfloat16 instead; the margin that target {@code pytorch} leaves below the
 * clipping norm does not cover that. So a convolution and a matrix product of ones and 1 + 2⁻¹² are computed before the
 * first graph: both shorter formats lose the 2⁻¹². Thread-safe.
 */
final class Precision {
    private static final long SIZE = 64;
    private static final long CHANNELS = 16;
    private static final long KERNEL = 3;
    static final float FACTOR = 1 + 0x1p-12f;

    /** Far above the rounding of sums of some hundred terms in float32, far below 2⁻¹². */
    private static final double TOLERANCE = 0x1p-16;

    private final Set<Device> proven = ConcurrentHashMap.newKeySet();

    /**
     * Checks a device once.
     *
     * @throws DeviceUnavailableException if it computes with fewer digits
     */
    void require(Device device) {
        if (!proven.contains(device)) {
            try (CompiledGraph graph = PyTorchCompiledGraph.create(probe(), device, 1)) {
                Tensors inputs = Tensors.allocate(graph.inputs());
                Tensors outputs = Tensors.allocate(graph.outputs());
                inputs.asMap().forEach((name, tensor) -> fill(tensor, name.endsWith("factor") ? FACTOR : 1));
                graph.run(inputs, outputs);
                check(device, "matrix product", outputs.get("product"), SIZE);
                check(device, "convolution", outputs.get("convolved"), CHANNELS * KERNEL * KERNEL);
            }
            proven.add(device);
        }
    }

    private static Graph probe() {
        GraphBuilder builder = new GraphBuilder("precision", Operators::find);
        TensorType square = TensorType.floats(SIZE, SIZE);
        Value matrix = builder.input("matrix_factor", square);
        Value ones = builder.input("matrix", square);
        builder.output("product", builder.call("MatMul", Attributes.none(), matrix, ones));
        Value image = builder.input("image_factor", TensorType.floats(2, CHANNELS, CHANNELS, CHANNELS));
        Value kernel = builder.input("kernel", TensorType.floats(CHANNELS, CHANNELS, KERNEL, KERNEL));
        builder.output("convolved", builder.call("Conv", Attributes.none(), image, kernel));
        return builder.build();
    }

    private static void fill(HostTensor tensor, float value) {
        FloatBuffer floats = tensor.floats();
        while (floats.hasRemaining()) {
            floats.put(value);
        }
    }

    static void check(Device device, String what, HostTensor found, long terms) {
        double expected = terms * (double) FACTOR;
        FloatBuffer floats = found.floats();
        while (floats.hasRemaining()) {
            float element = floats.get();
            if (!(Math.abs(element - expected) <= TOLERANCE * expected)) {
                throw new DeviceUnavailableException("device " + device + " must compute in float32, found a " + what
                        + " of " + element + " instead of " + expected
                        + ", as with TF32 and bfloat16: the bound on an example's contribution to a sum would not "
                        + "hold. Unset the environment variables ONEDNN_DEFAULT_FPMATH_MODE, DNNL_DEFAULT_FPMATH_MODE "
                        + "and TORCH_ALLOW_TF32_CUBLAS_OVERRIDE");
            }
        }
    }
}
