package org.dpmodel.cli.exporters;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeTargets;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.Arithmetic;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;

/** Norms and the clipped sum of a step graph, against the automatic differentiation of the exporter's framework in double precision. */
final class Autograd {
    private static final double TOLERANCE = 1e-5;

    /** Networks with more weights are computed by ONNX Runtime in float32, since loops in double precision take minutes. */
    private static final long MOST_IN_LOOPS = 60_000;

    private static final double FLOAT_TOLERANCE = 1e-3;

    private final JsonNode reference;
    private final double[] norms;
    private final double tolerance;
    private final boolean untied;
    private final Map<String, double[]> sums = new HashMap<>();

    private Autograd(
            JsonNode reference,
            Map<String, ReferenceTensor> outputs,
            StepGraph step,
            double tolerance,
            boolean untied) {
        this.reference = reference;
        this.tolerance = tolerance;
        this.untied = untied;
        this.norms = outputs.get(StepGraph.NORMS).toDoubles();
        step.parameters()
                .forEach(name ->
                        sums.put(name, outputs.get(StepGraph.gradientSum(name)).toDoubles()));
    }

    /** Fails if a norm or the sum is another. */
    static int check(JsonNode reference, NetworkGraph network, Loss loss, Dataset examples, boolean untied) {
        int count = examples.size();
        StepOptions options =
                new StepOptions(OnnxRuntimeTargets.cpu(), new Units(count, 1), Optional.of(new FlatClipping()));
        StepGraph step = StepCompiler.compile(network, loss, options);
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        inputs.put(
                StepGraph.FEATURES,
                rows(count, examples.featureShape(), (buffer, i) -> examples.copyFeatures(i, buffer)));
        inputs.put(
                StepGraph.TARGETS, rows(count, examples.targetShape(), (buffer, i) -> examples.copyTarget(i, buffer)));
        inputs.put(StepGraph.UNIT_MASK, ReferenceTensor.floats(Shape.of(count), ones));
        inputs.put(
                FlatClipping.CLIPPING_NORM,
                ReferenceTensor.floats(Shape.of(1), reference.get("clip").asDouble()));
        Map<String, Constant> initializers = network.graph().initializers();
        step.parameters().forEach(name -> inputs.put(name, ReferenceTensor.of(initializers.get(name))));
        long numbers = initializers.values().stream()
                .mapToLong(constant -> constant.type().shape().size())
                .sum();
        boolean large = numbers > MOST_IN_LOOPS;
        Map<String, ReferenceTensor> outputs = large
                ? Served.run(step.model(), inputs)
                : new ReferenceInterpreter(step.model().graph(), Arithmetic.EXACT).run(inputs);
        return new Autograd(reference, outputs, step, large ? FLOAT_TOLERANCE : TOLERANCE, untied).compare();
    }

    private static ReferenceTensor rows(int count, long[] shape, ObjIntConsumer<FloatBuffer> copy) {
        long[] dims = new long[shape.length + 1];
        dims[0] = count;
        System.arraycopy(shape, 0, dims, 1, shape.length);
        FloatBuffer buffer = FloatBuffer.allocate((int) Shape.of(dims).size());
        for (int i = 0; i < count; i++) {
            copy.accept(buffer, i);
        }
        double[] values = new double[buffer.capacity()];
        Arrays.setAll(values, buffer::get);
        return ReferenceTensor.floats(Shape.of(dims), values);
    }

    private static double[] floats(JsonNode base64) {
        FloatBuffer buffer = ByteBuffer.wrap(Base64.getDecoder().decode(base64.asText()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        double[] values = new double[buffer.remaining()];
        Arrays.setAll(values, buffer::get);
        return values;
    }

    private int compare() {
        double[] expected = ExportedFile.numbers(reference.get("norms"));
        double largest = Arrays.stream(expected).max().orElseThrow();
        assertArrayEquals(expected, norms, tolerance * largest, "norms of the gradients");
        double total = reference.get("total").asDouble();
        double squares = 0;
        int named = 0;
        for (Map.Entry<String, double[]> sum : sums.entrySet()) {
            squares += Arrays.stream(sum.getValue()).map(x -> x * x).sum();
            JsonNode own = reference.get("sums").get(sum.getKey());
            // An untied weight keeps the name of one of several.
            if (own != null && !untied) {
                named++;
                assertArrayEquals(floats(own), sum.getValue(), tolerance * total, "clipped sum of " + sum.getKey());
            }
        }
        assertEquals(total, Math.sqrt(squares), tolerance * total, "norm of the clipped sum");
        return named;
    }
}
