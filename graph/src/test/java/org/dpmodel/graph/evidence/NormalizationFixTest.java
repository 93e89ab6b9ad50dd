package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.network.NormalizationFix;
import org.dpmodel.graph.network.NormalizationFix.Kind;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalizations that are refused as they are, such as by the batch, are trained once they are replaced. */
class NormalizationFixTest {
    private static final int EXAMPLES = 3;
    private static final Attributes TRAINING = Attributes.none().with("training_mode", 1);

    private static Constant drawn(int size, long seed, double mean, double deviation) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        return Constant.floats(Shape.of(size), values);
    }

    /** Two normalizations with running statistics among the outputs, as PyTorch exports in train mode. */
    private static Graph graph(int channels, boolean training, long... pixels) {
        long[] dims = new long[pixels.length + 2];
        dims[0] = Shape.BATCH;
        dims[1] = channels;
        System.arraycopy(pixels, 0, dims, 2, pixels.length);
        ValueInfo x = new ValueInfo("x", new TensorType(DataType.FLOAT, Shape.of(dims)));
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (String layer : List.of("first", "second")) {
            constants.put(layer + ".weight", drawn(channels, layer.hashCode(), 1, 0.2));
            constants.put(layer + ".bias", drawn(channels, layer.hashCode() + 1, 0, 0.5));
            constants.put(layer + ".mean", drawn(channels, layer.hashCode() + 2, 0, 0.5));
            constants.put(layer + ".var", drawn(channels, layer.hashCode() + 3, 2, 0.2));
        }
        List<ValueInfo> outputs =
                training ? List.of(x("y", x), new ValueInfo("moved", TensorType.floats(channels))) : List.of(x("y", x));
        return new Graph("normalized", List.of(x), outputs, nodes(training), constants);
    }

    private static ValueInfo x(String name, ValueInfo like) {
        return new ValueInfo(name, like.type());
    }

    private static List<Node> nodes(boolean training) {
        List<String> first = List.of("x", "first.weight", "first.bias", "first.mean", "first.var");
        List<String> second = List.of("t", "second.weight", "second.bias", "second.mean", "second.var");
        Node tanh = new Node("tanh", "Tanh", List.of("z"), List.of("t"), Attributes.none());
        return training
                ? List.of(
                        new Node("norm1", "BatchNormalization", first, List.of("z", "m", "v"), TRAINING),
                        new Node("copy", "Identity", List.of("m"), List.of("moved"), Attributes.none()),
                        tanh,
                        new Node("norm2", "BatchNormalization", second, List.of("y"), TRAINING))
                : List.of(
                        new Node("norm1", "BatchNormalization", first, List.of("z"), Attributes.none()),
                        tanh,
                        new Node("norm2", "BatchNormalization", second, List.of("y"), Attributes.none()));
    }

    private static TestNetwork test(Graph graph) {
        NetworkGraph network = Networks.unbind(Networks.of(graph));
        return new TestNetwork("normalized", network, new MeanSquaredError());
    }

    /** As Paddle's converter writes group normalization: it leaves the number out that it should copy. */
    @ParameterizedTest
    @ValueSource(floats = {0, 2.9e-44f, -1.3e-28f, Float.NaN, Float.POSITIVE_INFINITY, 1e-12f})
    void anEpsilonThatNoNormalizationHasIsReplaced(float epsilon) {
        Attributes found = Attributes.none().with("epsilon", new Attribute.Real(epsilon));
        Graph graph = new Graph(
                "normalized",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 2, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 2, 3))),
                List.of(
                        new Node("norm", "InstanceNormalization", List.of("x", "scale", "bias"), List.of("z"), found),
                        new Node("rows", "LayerNormalization", List.of("z", "row"), List.of("y"), found)),
                Map.of("scale", drawn(2, 1, 1, 1), "bias", drawn(2, 2, 1, 1), "row", drawn(3, 3, 1, 1)));
        NormalizationFix fix = NormalizationFix.of(graph, Kind.EPSILON);
        if (epsilon == 1e-12f) {
            assertEquals(graph, fix.graph());
            return;
        }
        for (Node node : graph.nodes()) {
            String refused = assertThrows(
                            GraphException.class,
                            () -> Networks.ending(graph, node.outputs().get(0)))
                    .getMessage();
            assertTrue(refused.contains("--fix epsilon") && refused.contains("found " + epsilon), refused);
        }
        assertEquals(List.of("norm", "rows"), fix.replaced());
        fix.graph()
                .nodes()
                .forEach(node -> assertEquals(1e-5f, node.attributes().real("epsilon", 0)));
        assertEquals(Set.of("scale", "bias", "row"), test(fix.graph()).network().parameters());
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "EPSILON", mode = EnumSource.Mode.EXCLUDE)
    void theProofAcceptsTheFixedNetworkAndTheStepClipsIt(Kind kind) {
        Graph mixing = graph(6, true, 3, 3);
        assertThrows(ExamplesMixException.class, () -> Networks.ending(mixing, "y"));
        NormalizationFix fix = NormalizationFix.of(mixing, kind);
        assertEquals(List.of("norm1", "norm2"), fix.replaced());
        assertEquals(
                List.of("y"),
                fix.graph().outputs().stream().map(ValueInfo::name).toList());
        Graph read = OnnxFormat.read(OnnxFormat.write(new OnnxModel(fix.graph(), 17)))
                .graph();
        TestNetwork test = test(read);
        assertEquals(
                Set.of("first.weight", "first.bias", "second.weight", "second.bias"),
                test.network().parameters());
        Networks.proveIsolation(test.network(), EXAMPLES);
        Batch batch = Batch.draw(test, EXAMPLES, 4);
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        Step.clipped(test, EXAMPLES, 1)
                .run(Runner.DOUBLE, batch, naive.middleNorm())
                .sum()
                .assertClose(naive.clippedSum(naive.middleNorm(), 1, 1, 1), 1e-9, kind.name());
    }

    @Test
    void frozenStatisticsComputeWhatInferenceDoes() {
        Graph fixed = NormalizationFix.of(graph(5, true, 2), Kind.FROZEN).graph();
        Graph inference = graph(5, false, 2);
        assertEquals(inference.nodes(), fixed.nodes());
        assertEquals(inference.initializers(), fixed.initializers());
        Batch batch = Batch.draw(test(inference), EXAMPLES, 4);
        assertArrayEquals(outputs(inference, batch), outputs(fixed, batch));
    }

    private static double[] outputs(Graph graph, Batch batch) {
        return Runner.DOUBLE
                .run(
                        new OnnxModel(
                                Networks.bind(test(graph).network(), EXAMPLES).graph(), 17),
                        Map.of("x", batch.features()))
                .get("y");
    }

    /** Each group of each example has mean 0 and variance 1 before scale and shift. */
    @ParameterizedTest
    @ValueSource(ints = {6, 7, 70})
    void groupsAreStandardizedExampleByExample(int channels) {
        NormalizationFix fix = NormalizationFix.of(graph(channels, true, 4), Kind.GROUP_NORM);
        int groups = (int)
                fix.graph().initializers().get("norm1/ones").type().shape().size();
        assertEquals(channels == 6 ? 3 : channels == 7 ? 1 : 14, groups);
        assertEquals(
                channels,
                fix.graph().initializers().get("norm1/mean").type().shape().size());
        assertTrue(!fix.graph().initializers().containsKey("first.mean"), "running statistics are gone");
        NetworkGraph network = test(fix.graph()).network();
        ReferenceTensor x = Batch.normal(Shape.of(EXAMPLES, channels, 4), new Random(3), 2);
        Graph bound =
                Networks.bind(new NetworkGraph(fix.graph(), Set.of()), EXAMPLES).graph();
        Graph first = new Graph(
                "first",
                bound.inputs(),
                List.of(new ValueInfo("z", bound.inputs().get(0).type())),
                bound.nodes(),
                bound.initializers());
        double[] z = Runner.DOUBLE.run(new OnnxModel(first, 17), Map.of("x", x)).get("z");
        float[] scale = network.graph().initializers().get("first.weight").toFloats();
        float[] shift = network.graph().initializers().get("first.bias").toFloats();
        int size = channels * 4 / groups;
        for (int group = 0; group < EXAMPLES * groups; group++) {
            double sum = 0;
            double squares = 0;
            for (int i = group * size; i < (group + 1) * size; i++) {
                int channel = i / 4 % channels;
                double standard = (z[i] - shift[channel]) / scale[channel];
                sum += standard;
                squares += standard * standard;
            }
            // The reciprocal of the size is a float32 number.
            assertEquals(0, sum / size, 1e-6);
            assertEquals(1, squares / size, 1e-4);
        }
    }

    @Test
    void statisticsThatWereNeverTrainedAreReported() {
        Graph graph = graph(4, true, 2);
        Map<String, Constant> constants = new LinkedHashMap<>(graph.initializers());
        constants.put("second.mean", Constant.floats(Shape.of(4), 0, 0, 0, 0));
        constants.put("second.var", Constant.floats(Shape.of(4), 1, 1, 1, 1));
        Graph fresh = new Graph(graph.name(), graph.inputs(), graph.outputs(), graph.nodes(), constants);
        assertEquals(List.of("norm2"), NormalizationFix.of(fresh, Kind.FROZEN).untrained());
        assertEquals(List.of(), NormalizationFix.of(fresh, Kind.GROUP_NORM).untrained());
    }

    @Test
    void whatIsFrozenAlreadyStays() {
        Graph frozen = graph(4, false, 2);
        for (Kind kind : Kind.values()) {
            NormalizationFix fix = NormalizationFix.of(frozen, kind);
            assertEquals(frozen, fix.graph());
            assertEquals(List.of(), fix.replaced());
        }
    }
}
