package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.Losses;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.testkit.HostTensors;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.models.LeNet5;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.nn.Network;
import org.dpmodel.random.RandomStreams;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two engines, each with the graph of its own target, compute the same step from the same parameters and examples. */
@Tag("slow")
class ClippedSumsAgreeTest {
    private static final int BATCH = 64;
    private static final int CLASSES = 10;

    /** The sums of the acceptance: 1e-4 of the largest element. */
    private static final double TOLERANCE = 1e-4;

    static Stream<Arguments> steps() {
        List<Arguments> steps = new ArrayList<>();
        boolean full = Boolean.getBoolean("dpmodel.full");
        if (!full) {
            System.err.println(
                    "SKIPPED: steps of convolutional networks in microbatches of 16, of LeNet-5 with ReLU, and of the CNN of the"
                            + " tutorial; -Ddpmodel.full=true runs all");
        }
        for (int unitSize : new int[] {1, 16}) {
            if (full || unitSize == 1) {
                steps.add(Arguments.of("LeNet-5 with tanh", LeNet5.network(CLASSES), unitSize));
            }
            if (full) {
                steps.add(Arguments.of("LeNet-5 with ReLU", LeNet5.reluNetwork(CLASSES), unitSize));
                steps.add(Arguments.of("CNN of the tutorial", PrivacyTutorialCnn.network(CLASSES), unitSize));
            }
            steps.add(Arguments.of(
                    "multilayer perceptron",
                    MultilayerPerceptron.network(new long[] {1, 28, 28}, 128, CLASSES),
                    unitSize));
        }
        return steps.stream();
    }

    @ParameterizedTest(name = "{0}, microbatches of {2}")
    @MethodSource("steps")
    void bothEnginesComputeTheSameStep(String name, Network network, int unitSize) {
        NetworkGraph start = network.initialized(RandomStreams.seeded(3));
        Map<String, double[]> free = run("onnxruntime:cpu", start, unitSize, 1e6);
        double[] norms = free.get(StepGraph.NORMS).clone();
        Arrays.sort(norms);
        // between the norms, so that some units are clipped and some are not; the last unit is padding
        double clippingNorm = (norms[1] + norms[norms.length - 1]) / 2;
        Map<String, double[]> expected = run("onnxruntime:cpu", start, unitSize, clippingNorm);
        Map<String, double[]> found = run("pytorch:cpu", start, unitSize, clippingNorm);
        assertEquals(expected.keySet(), found.keySet());
        assertTrue(expected.size() > 4, () -> "outputs " + expected.keySet());
        expected.forEach((output, values) -> assertClose(name + ", " + output, values, found.get(output)));
    }

    private static void assertClose(String name, double[] expected, double[] found) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertTrue(largest > 0, name + " is zero");
        double furthest = 0;
        for (int i = 0; i < expected.length; i++) {
            furthest = Math.max(furthest, Math.abs(expected[i] - found[i]));
        }
        assertEquals(0, furthest / largest, TOLERANCE, name);
    }

    private static Map<String, double[]> run(String device, NetworkGraph start, int unitSize, double clippingNorm) {
        EngineDevice place = Engines.device(device);
        StepGraph step = StepCompiler.compile(
                start,
                Losses.softmaxCrossEntropy(),
                new StepOptions(place.graphTarget(), new Units(BATCH, unitSize), Optional.of(new FlatClipping())));
        try (CompiledGraph graph =
                place.compile(step.model(), ExecutionOptions.defaults().withThreads(2))) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            for (ValueInfo input : graph.inputs()) {
                fill(input.name(), inputs.get(input.name()), start, clippingNorm);
            }
            graph.run(inputs, outputs);
            Map<String, double[]> results = new LinkedHashMap<>();
            outputs.asMap().forEach((output, tensor) -> results.put(output, HostTensors.toDoubles(tensor)));
            return results;
        }
    }

    /** The same numbers for the same input on every engine. */
    private static void fill(String input, HostTensor tensor, NetworkGraph start, double clippingNorm) {
        Random random = new Random(input.hashCode());
        int size = tensor.floats().capacity();
        for (int i = 0; i < size; i++) {
            tensor.floats()
                    .put(
                            i,
                            switch (input) {
                                case StepGraph.FEATURES -> random.nextFloat();
                                case StepGraph.TARGETS -> i / CLASSES * 7 % CLASSES == i % CLASSES ? 1f : 0f;
                                case StepGraph.UNIT_MASK -> i < size - 1 ? 1f : 0f;
                                case ClippingRule.CLIPPING_NORM -> (float) clippingNorm;
                                default ->
                                    start.graph().initializers().get(input).toFloats()[i];
                            });
        }
    }
}
