package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.Losses;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.GraphTarget;
import org.dpmodel.graph.GraphTargets;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.clipping.ClippingRule;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.models.LeNet5;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.nn.Network;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps for GPUs, on the processor: the same numbers by other nodes. */
class CudaTargetTest {
    private static final int BATCH = 16;
    private static final float CLIPPING_NORM = 0.7f;

    static Stream<Arguments> steps() {
        List<Network> networks = List.of(
                LeNet5.network(10),
                LeNet5.reluNetwork(10),
                PrivacyTutorialCnn.network(10),
                MultilayerPerceptron.network(new long[] {28, 28}, 64, 10));
        return Stream.of(1, 4).flatMap(unitSize -> networks.stream().map(network -> Arguments.of(network, unitSize)));
    }

    private static StepGraph step(Network network, GraphTarget target, int unitSize) {
        return StepCompiler.compile(
                network.graph(),
                Losses.softmaxCrossEntropy(),
                new StepOptions(target, new Units(BATCH, unitSize), Optional.of(new FlatClipping())));
    }

    @ParameterizedTest(name = "{0}, units of {1}")
    @MethodSource("steps")
    void theStepEqualsThatOfTheProcessor(Network network, int unitSize) {
        Map<String, float[]> expected = run(step(network, GraphTargets.cpu(), unitSize));
        Map<String, float[]> found = run(step(network, GraphTargets.cuda(), unitSize));
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, elements) -> {
            float largest = 1;
            for (float element : elements) {
                largest = Math.max(largest, Math.abs(element));
            }
            for (int i = 0; i < elements.length; i++) {
                int index = i;
                assertEquals(elements[i], found.get(name)[i], 1e-5f * largest, () -> name + ", element " + index);
            }
        });
    }

    /** Grouped convolutions are slow there, and scattered sums depend on the order of threads. */
    @ParameterizedTest(name = "{0}, units of {1}")
    @MethodSource("steps")
    void noNodeIsSlowOrUnrepeatableOnGpus(Network network, int unitSize) {
        for (Node node :
                step(network, GraphTargets.cuda(), unitSize).model().graph().nodes()) {
            assertTrue(!node.operator().startsWith("Scatter"), node.toString());
            assertTrue(!node.operator().equals("MaxPool") || node.outputs().size() == 1, node.toString());
            if (node.operator().equals("Conv")) {
                assertEquals(1, node.attributes().integer("group", 1), node.toString());
            }
        }
    }

    private static Map<String, float[]> run(StepGraph step) {
        try (CompiledGraph graph = new OnnxRuntimeEngine()
                .compile(
                        step.model(),
                        Device.cpu(OnnxRuntimeEngine.NAME),
                        ExecutionOptions.defaults().withThreads(1))) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.asMap().forEach(CudaTargetTest::fill);
            graph.run(inputs, outputs);
            Map<String, float[]> results = new LinkedHashMap<>();
            for (ValueInfo output : graph.outputs()) {
                FloatBuffer floats = outputs.get(output.name()).floats();
                float[] elements = new float[floats.remaining()];
                floats.get(elements);
                results.put(output.name(), elements);
            }
            return results;
        }
    }

    /** The same numbers for the same name. */
    private static void fill(String name, HostTensor tensor) {
        Random random = new Random(name.hashCode());
        FloatBuffer floats = tensor.floats();
        int size = floats.remaining();
        for (int i = 0; i < size; i++) {
            floats.put(
                    i,
                    switch (name) {
                        case StepGraph.UNIT_MASK -> i < size - 1 ? 1 : 0;
                        case ClippingRule.CLIPPING_NORM -> CLIPPING_NORM;
                        case StepGraph.TARGETS -> i % 10 == i / 10 * 7 % 10 ? 1 : 0;
                        case StepGraph.FEATURES -> (float) random.nextGaussian();
                        default -> (float) (0.1 * random.nextGaussian());
                    });
        }
    }
}
