package org.dpmodel.engine.onnxruntime.cann;

import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.ConvGeometry;

/**
 * Measures what the proof of the clipping norm assumes about a device (ADR 302): that products keep 11 significant bits
 * and the range of float32, and that norms and factors are float32. An option that requests this is no proof: CANN reads
 * options once per process, possibly set by other code, and kernels of some chips support only half precision.
 *
 * <p>Factors of (1 + 2⁻¹⁰) 2⁶⁰ and 2⁻⁶⁰ leave half precision's range and lose bfloat16's digits; squares of 300 overflow, and
 * those of 1.5e-4 vanish, in half precision.
 */
final class CannPrecision {
    private static final int TERMS = 64;
    private static final float LARGE = (1 + 0x1p-10f) * 0x1p60f;
    private static final float SMALL = 0x1p-60f;
    private static final double SUM_OF_PRODUCTS = TERMS * (1 + 0x1p-10);

    /** Below the 2⁻¹⁰ that must be detected; far above the rounding of sums of a few terms. */
    private static final double PRODUCT_TOLERANCE = 0x1p-12;

    private static final float[] ELEMENTS = {300, 1.5e-4f};
    private static final double[] NORMS = {2400, 1.2e-3};
    private static final double[] FACTORS = {1 / 2400.0, 1};

    /** ADR 302 allows 1.4e-4 for each operation on vectors; norms and factors take several of them. */
    private static final double VECTOR_TOLERANCE = 1e-4;

    private CannPrecision() {}

    /** The graph that is measured. */
    static OnnxModel probe() {
        GraphTarget target = CannTarget.target();
        GraphBuilder builder = new GraphBuilder("precision", Operators::find);
        Ops ops = new Ops(builder, target.opset());
        builder.scope("probe");
        Value left = builder.input("left", TensorType.floats(2, TERMS));
        Value right = builder.input("right", TensorType.floats(TERMS, 2));
        builder.output("matrix_products", ops.matMul(left, right));
        builder.output("gemm_products", ops.gemm(right, left, true, true));
        ConvGeometry window = ConvGeometry.explicit(
                new long[] {2, 2}, new long[] {1, 1}, new long[] {1, 1}, new long[2], new long[2], 1);
        Value image = ops.reshape(left, 2, TERMS / 4, 2, 2);
        Value kernel = ops.reshape(ops.transpose(right, 1, 0), 2, TERMS / 4, 2, 2);
        builder.output("convolved", builder.call("Conv", window.attributes(), image, kernel));
        Value rows = builder.input("rows", TensorType.floats(2, TERMS));
        Value norms = ops.elementwise("Sqrt", ops.sumOfSquares(rows, 1));
        Value factors = ops.elementwise(
                "Min", ops.div(ops.scalar(1), ops.elementwise("Max", norms, ops.scalar(1e-30f))), ops.scalar(1));
        builder.output("factors", factors);
        builder.output("norms", builder.call("Identity", Attributes.none(), norms));
        return new OnnxModel(builder.build(), target.opset());
    }

    /**
     * Runs the probe.
     *
     * @param graph the probe, compiled with the options that the steps will have
     * @throws DeviceUnavailableException if the device is less precise than float32, or than 11 bits in products
     */
    static void require(CompiledGraph graph, Device device) {
        Tensors inputs = Tensors.allocate(graph.inputs());
        Tensors outputs = Tensors.allocate(graph.outputs());
        fill(inputs.get("left"), LARGE, LARGE);
        fill(inputs.get("right"), SMALL, SMALL);
        fill(inputs.get("rows"), ELEMENTS[0], ELEMENTS[1]);
        graph.run(inputs, outputs);
        for (String products : List.of("matrix_products", "gemm_products", "convolved")) {
            FloatBuffer found = outputs.get(products).floats();
            while (found.hasRemaining()) {
                require(device, products, SUM_OF_PRODUCTS, found.get(), PRODUCT_TOLERANCE);
            }
        }
        for (int i = 0; i < ELEMENTS.length; i++) {
            require(device, "norms", NORMS[i], outputs.get("norms").floats().get(i), VECTOR_TOLERANCE);
            require(
                    device,
                    "factors",
                    FACTORS[i],
                    outputs.get("factors").floats().get(i),
                    VECTOR_TOLERANCE);
        }
    }

    private static void fill(HostTensor tensor, float first, float second) {
        FloatBuffer floats = tensor.floats();
        int half = floats.capacity() / 2;
        while (floats.hasRemaining()) {
            floats.put(floats.position() < half ? first : second);
        }
    }

    private static void require(Device device, String what, double expected, float found, double tolerance) {
        if (!(Math.abs(found - expected) <= tolerance * expected)) {
            throw new DeviceUnavailableException(
                    "device " + device + " must compute in float32, and its products with 11"
                            + " bits at least, found " + what + " of " + found + " instead of " + expected
                            + ": the clipping norm would not bound an example's contribution. If another part of "
                            + "this process used CANN first, use a separate process for training; otherwise the "
                            + "kernels of this chip lack float32");
        }
    }
}
