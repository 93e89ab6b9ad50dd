package org.dpmodel.graph.evidence;

import static org.dpmodel.graph.evidence.NetworkSketch.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.AdaptedNetwork;
import org.dpmodel.graph.network.LowRankAdapter;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Low-rank matrices beside weights: what may carry them, what they cost, and that the network with them and the one that
 * they are merged into compute the same. Their gradients are tested with all other networks.
 */
class AdaptedNetworkTest {
    private static final int ROWS = 3;

    static Set<String> names() {
        return AdaptedNetworks.networks().keySet();
    }

    private static double[] outputs(NetworkGraph network, Batch batch) {
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), TestTargets.grouped(), ROWS);
        Map<String, ReferenceTensor> inputs = new HashMap<>(Map.of(StepGraph.FEATURES, batch.features()));
        forward.parameters()
                .forEach(name -> inputs.put(
                        name, ReferenceTensor.of(network.graph().initializers().get(name))));
        return Runner.DOUBLE.run(forward.model(), inputs).get(ForwardGraph.PREDICTIONS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void theMergedNetworkComputesTheSame(String name) {
        AdaptedNetwork adapted = AdaptedNetworks.networks().get(name);
        NetworkGraph merged = AdaptedNetwork.merged(adapted.network(), adapted.adapters());
        Batch batch = Batch.draw(new TestNetwork(name, merged, new MeanSquaredError()), ROWS, 3);
        double[] with = outputs(adapted.network(), batch);
        double[] without = outputs(merged, batch);
        double[] before = outputs(AdaptedNetwork.merged(zeros(adapted), adapted.adapters()), batch);
        // The merged weights are rounded to float32.
        assertArrayEquals(with, without, 1e-6);
        assertFalse(Arrays.equals(before, without), "the matrices change what is computed");
        assertArrayEquals(before, outputs(zeros(adapted), batch), 0);
    }

    private static NetworkGraph zeros(AdaptedNetwork adapted) {
        Map<String, Constant> zeros = new HashMap<>();
        adapted.adapters().forEach(adapter -> {
            TensorType type =
                    adapted.network().graph().initializers().get(adapter.b()).type();
            zeros.put(
                    adapter.b(),
                    Constant.floats(type.shape(), new float[(int) type.shape().size()]));
        });
        return adapted.network().withParameters(zeros);
    }

    /** Nodes, names and order of the file; what was not chosen keeps its elements. */
    @Test
    void mergingGivesTheOriginalStructureBack() {
        NetworkGraph network = input("two layers", 5).dense(4).tanh().dense(3).network();
        AdaptedNetwork adapted = AdaptedNetwork.of(network, Set.of("p2"), Set.of(), 2, 0.5);
        assertEquals(
                Set.of("p0", "p1", "p2.lora_a", "p2.lora_b", "p3"),
                adapted.network().parameters());
        NetworkGraph merged = AdaptedNetwork.merged(AdaptedNetworks.filled(adapted), adapted.adapters());
        assertEquals(network.graph().nodes(), merged.graph().nodes());
        assertEquals(network.graph().inputs(), merged.graph().inputs());
        assertEquals(network.graph().outputs(), merged.graph().outputs());
        assertEquals(network.parameters(), merged.parameters());
        Map<String, Constant> before = network.graph().initializers();
        Map<String, Constant> after = merged.graph().initializers();
        assertEquals(List.copyOf(before.keySet()), List.copyOf(after.keySet()));
        before.forEach((name, constant) -> assertEquals(!name.equals("p2"), constant.equals(after.get(name)), name));
    }

    /** Added to the weight as an expression of parameters, B A would take a copy of the weight's gradient for each unit. */
    @Test
    void noGradientOfTheSizeOfTheWeightIsFormed() {
        int width = 64;
        int examples = 4;
        NetworkGraph network = input("wide", 8, width)
                .then(s -> s.then("MatMul", s.parameter(width, width)))
                .tanh()
                .then(s -> s.then("MatMul", s.parameter(width, width)))
                .network();
        assertEquals((long) examples * width * width, largest(network, examples));
        AdaptedNetwork adapted = AdaptedNetwork.of(network, Set.of("*"), Set.of(), 2, 0.5);
        assertEquals((long) width * width, largest(adapted.network(), examples));
    }

    private static long largest(NetworkGraph network, int examples) {
        Graph step = Step.clipped(new TestNetwork("wide", network, new MeanSquaredError()), examples, 1)
                .graph()
                .model()
                .graph();
        return TypeInference.values(step, Operators::find).values().stream()
                .mapToLong(value -> value.type().shape().size())
                .max()
                .orElseThrow();
    }

    private static void assertRefused(NetworkGraph network, String pattern, int rank, String... parts) {
        String message = assertThrows(
                        GraphException.class, () -> AdaptedNetwork.of(network, Set.of(pattern), Set.of(), rank, 1))
                .getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void whatCannotCarryMatricesIsNamed() {
        NetworkGraph network = input("layers", 2, 6)
                .then(s -> s.then("MatMul", s.parameter(6, 3)))
                .then(s -> s.then("Add", s.parameter(3)))
                .then(s -> s.then("Mul", s.parameter(2, 3)))
                .then(s -> s.then("MatMul", s.parameter(1, 3, 3)))
                .network();
        assertRefused(network, "q*", 1, "cannot add low-rank matrices to q*: the names are [p0, p1, p2, p3]");
        assertRefused(
                network, "p1", 1, "only to weights of MatMul, Gemm and Conv", "p1=it must be a matrix", "float[3]");
        assertRefused(network, "p2", 1, "p2=node mul (Mul) reads it as input 1", "choose another weight");
        assertRefused(network, "p3", 1, "p3=node matmul_2 (MatMul) reads it as input 1");
        assertRefused(network, "p0", 4, "p0 [6, 3] has at most 3, found 4", "take a smaller rank", "narrower pattern");
        assertEquals(
                List.of("p0"),
                AdaptedNetwork.of(network, Set.of("*"), Set.of(), 3, 1).adapters().stream()
                        .map(LowRankAdapter::weight)
                        .toList());
    }

    @Test
    void groupsOfChannelsBoundTheRank() {
        NetworkGraph network = input("depthwise", 4, 5)
                .then(s -> s.conv(4, Attributes.none().with("group", 4), false, 3))
                .network();
        assertRefused(network, "p0", 2, "p0 [4, 1, 3] of 4 groups has at most 1, found 2");
        LowRankAdapter adapter = AdaptedNetwork.of(network, Set.of("p0"), Set.of(), 1, 1)
                .adapters()
                .get(0);
        assertEquals(4, adapter.groups());
        assertEquals(3, adapter.inputs());
    }

    @Test
    void aWeightHasMatricesOnce() {
        AdaptedNetwork once = AdaptedNetwork.of(input("once", 5).dense(4).network(), Set.of("p0"), Set.of(), 2, 1);
        assertRefused(once.network(), "p0", 2, "there is an initializer p0.lora_a already");
    }

    @Test
    void aWeightThatReachesNoOutputIsRefused() {
        NetworkGraph network = input("dead", 5).dense(4).network();
        Graph graph = network.graph();
        List<Node> nodes = new ArrayList<>(graph.nodes());
        nodes.add(new Node("unused", "MatMul", List.of("x", "side"), List.of("nothing"), Attributes.none()));
        Map<String, Constant> initializers = new LinkedHashMap<>(graph.initializers());
        initializers.put("side", Constant.floats(Shape.of(5, 1), 1, 2, 3, 4, 5));
        NetworkGraph changed = new NetworkGraph(
                new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes, initializers), network.parameters());
        assertRefused(changed, "side", 1, "side=it does not influence the output");
    }
}
