package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What networks with the operators that move, join and cut compute, against ONNX Runtime on the networks as they stand. */
class StructureForwardTest {
    private static final long LARGE_STACK = 64 << 20;
    private static final int EXAMPLES = 3;
    private static final int OPSET = 18;

    static List<TestNetwork> networks() {
        return StructureNetworks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void theCompiledNetworkIsTheNetwork(TestNetwork test) {
        for (int examples : new int[] {1, EXAMPLES}) {
            assertSame(test, examples);
        }
    }

    private static void assertSame(TestNetwork test, int examples) {
        Batch batch = Batch.draw(test, examples, 12);
        double[] expected = Runner.ONNX_RUNTIME
                .run(new OnnxModel(test.network().graph(), OPSET), Map.of("x", batch.features()))
                .get(test.network().output().name());
        ForwardGraph forward = ForwardGraph.compile(test.network(), Optional.empty(), TestTargets.grouped(), examples);
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        inputs.put(StepGraph.FEATURES, batch.features());
        Map<String, Constant> initializers = test.network().graph().initializers();
        forward.parameters().forEach(name -> inputs.put(name, ReferenceTensor.of(initializers.get(name))));
        double[] found = Runner.DOUBLE.run(forward.model(), inputs).get(ForwardGraph.PREDICTIONS);
        assertArrayEquals(expected, found, 1e-5, test.name());
    }

    /** Every way to tell which slices a resized axis is made of, by scales that are no ratios and by sizes. */
    @Test
    void resizingIsThatOfOnnxRuntime() {
        for (String coordinates : List.of("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners")) {
            for (String mode : List.of("nearest", "linear")) {
                for (String nearest : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
                    Attributes attributes = StructureNetworks.resize(mode, coordinates, nearest);
                    for (float scale : new float[] {0.3f, 0.5f, 0.77f, 1.3f, 2, 2.5f}) {
                        assertResized(attributes, scale);
                    }
                }
            }
        }
    }

    /** The kernel's sharpness, and what lies beyond the ends. ONNX Runtime overflows the stack of an ordinary thread of Java. */
    @Test
    void cubicResizingIsThatOfOnnxRuntime() throws Exception {
        FutureTask<Void> task = new FutureTask<>(StructureForwardTest::resizeByCubicPieces, null);
        new Thread(null, task, "cubic", LARGE_STACK).start();
        task.get();
    }

    private static void resizeByCubicPieces() {
        for (String coordinates : List.of("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners")) {
            for (int excludes = 0; excludes <= 1; excludes++) {
                for (float sharpness : new float[] {-0.5f, -0.75f}) {
                    Attributes attributes = StructureNetworks.resize("cubic", coordinates, "floor")
                            .with("exclude_outside", excludes)
                            .with("cubic_coeff_a", new Attribute.Real(sharpness));
                    for (float scale : new float[] {0.5f, 0.77f, 1.3f, 2, 2.5f}) {
                        assertResized(attributes, scale);
                    }
                }
            }
        }
    }

    private static void assertResized(Attributes attributes, float scale) {
        NetworkSketch sketch = input("resized " + attributes + " by " + scale, 1, 5, 7);
        sketch.then(s -> s.then("Mul", s.parameter(1)));
        float[] scales = {1, 1, scale, 1.3f};
        Value given = sketch.builder().constant(Constant.floats(Shape.of(4), scales));
        sketch.then("Resize", attributes, Value.absent(), given);
        assertSame(TestNetwork.regression(sketch), EXAMPLES);
        NetworkSketch other = input("resized " + attributes + " to " + Arrays.toString(scales), 1, 5, 7);
        other.then(s -> s.then("Mul", s.parameter(1)));
        Value wanted = other.ints((long) (scale * 5) + 1, (long) (scale * 7) + 2);
        other.then("Resize", attributes.with("axes", new long[] {2, 3}), Value.absent(), Value.absent(), wanted);
        assertSame(TestNetwork.regression(other), EXAMPLES);
    }
}
