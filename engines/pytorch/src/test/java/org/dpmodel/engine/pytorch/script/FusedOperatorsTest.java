package org.dpmodel.engine.pytorch.script;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.Losses;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.pytorch.PyTorchTarget;
import org.dpmodel.engine.testkit.HostTensors;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepOptions;
import org.dpmodel.graph.type.ConvGeometry;
import org.dpmodel.models.LeNet5;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.nn.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where one operator of PyTorch's stands for several nodes, it computes what they compute; elsewhere it does not stand. */
class FusedOperatorsTest {
    private static final int OPSET = 17;
    private static final String POOL_GRADIENT = "max_pool2d_with_indices_backward";
    private static final String MASKED = "threshold_backward";

    private final GraphBuilder builder = new GraphBuilder("fused", Operators::find);
    private final Ops ops = new Ops(builder, OPSET);

    /** Elements are multiples of 1/4 between -1 and 1, so that windows have many equal ones. */
    private static void assertEqualsReference(Graph graph) {
        Map<String, ReferenceTensor> inputs = new LinkedHashMap<>();
        Random random = new Random(5);
        for (ValueInfo input : graph.inputs()) {
            Shape shape = input.type().shape();
            inputs.put(
                    input.name(),
                    ReferenceTensor.floats(
                            shape,
                            random.ints(shape.size(), -4, 5)
                                    .mapToDouble(i -> i / 4.0)
                                    .toArray()));
        }
        Map<String, ReferenceTensor> expected = new ReferenceInterpreter(graph).run(inputs);
        try (CompiledGraph compiled = Engines.device("pytorch:cpu")
                .compile(
                        new OnnxModel(graph, OPSET), ExecutionOptions.defaults().withThreads(2))) {
            Tensors in = Tensors.allocate(compiled.inputs());
            Tensors out = Tensors.allocate(compiled.outputs());
            inputs.forEach((name, tensor) -> HostTensors.write(tensor, in.get(name)));
            compiled.run(in, out);
            expected.forEach((name, tensor) ->
                    assertArrayEquals(tensor.toDoubles(), HostTensors.toDoubles(out.get(name)), 1e-6, name));
        }
    }

    private static String text(Graph graph) {
        return TorchScript.of(graph, TorchScript.CPU).text();
    }

    private Value input(String name, Shape shape) {
        return builder.input(name, TensorType.floats(shape.dims()));
    }

    private static ConvGeometry window(long kernel, long stride, long pad, long dilation) {
        return ConvGeometry.explicit(
                new long[] {kernel, kernel},
                new long[] {stride, stride},
                new long[] {dilation, dilation},
                new long[] {pad, pad},
                new long[] {pad, pad},
                1);
    }

    static Stream<Arguments> poolings() {
        // few channels and many, whole vectors of 8 and 16 floats and some over
        return Stream.of(1L, 3L, 4L, 5L, 16L, 19L, 35L)
                .flatMap(channels -> Stream.of(
                        Arguments.of(channels, window(2, 2, 0, 1)),
                        Arguments.of(channels, window(2, 1, 0, 1)),
                        Arguments.of(channels, window(3, 2, 1, 1)),
                        Arguments.of(channels, window(2, 3, 0, 2))));
    }

    private List<Value> pool(Value x, ConvGeometry geometry) {
        return builder.call("MaxPool", geometry.window().with("dilations", geometry.dilations()), 2, x);
    }

    private Value zeros(long size, float value) {
        Attributes fill = Attributes.none().with("value", new Attribute.Tensor(Constant.floats(Shape.of(1), value)));
        return builder.call("ConstantOfShape", fill, ops.ints(size));
    }

    private Value scatter(Value base, Value places, Value gradient, String reduction) {
        Attributes attributes = Attributes.none().with("axis", 0).with("reduction", new Attribute.Text(reduction));
        long count = places.shape().size();
        return builder.call(
                "ScatterElements", attributes, base, ops.reshape(places, count), ops.reshape(gradient, count));
    }

    @ParameterizedTest
    @MethodSource("poolings")
    void poolingAndItsGradient(long channels, ConvGeometry geometry) {
        Value x = input("x", Shape.of(2, channels, 7, 8));
        List<Value> pooled = pool(x, geometry);
        Value dy = input("dy", pooled.get(0).shape());
        Value dx = ops.reshape(scatter(zeros(x.shape().size(), 0), pooled.get(1), dy, "add"), x.shape());
        builder.output("y", pooled.get(0));
        builder.output("dx", dx);
        Graph withoutPlaces = builder.build();
        assertTrue(text(withoutPlaces).contains(POOL_GRADIENT));
        assertFalse(text(withoutPlaces).contains("scatter"));
        assertEqualsReference(withoutPlaces);

        builder.output("places", pooled.get(1));
        assertEqualsReference(builder.build());
    }

    @Test
    void gradientsScatteredOtherwiseStayAsTheyAre() {
        Value x = input("x", Shape.of(2, 4, 6, 6));
        ConvGeometry overlapping = window(2, 1, 0, 1);
        List<Value> pooled = pool(x, overlapping);
        Value dy = input("dy", pooled.get(0).shape());
        Value ones = scatter(zeros(x.shape().size(), 1), pooled.get(1), dy, "add");
        Value longer = scatter(zeros(x.shape().size() + 36, 0), pooled.get(1), dy, "add");
        builder.output("onto_ones", ops.reshape(ones, x.shape()));
        builder.output("onto_more", ops.reshape(longer, x.shape().size() + 36));
        Graph graph = builder.build();
        assertFalse(text(graph).contains(POOL_GRADIENT));
        assertEqualsReference(graph);
    }

    @Test
    void theLastOfSeveralGradientsOfAPlaceIsNotTheirSum() {
        Value x = input("x", Shape.of(1, 4, 6, 6));
        List<Value> pooled = pool(x, window(2, 1, 0, 1));
        Value dy = input("dy", pooled.get(0).shape());
        builder.output("dx", ops.reshape(scatter(zeros(x.shape().size(), 0), pooled.get(1), dy, "none"), x.shape()));
        assertFalse(text(builder.build()).contains(POOL_GRADIENT));
    }

    @Test
    void gradientsBehindAMask() {
        Shape shape = Shape.of(3, 5, 7);
        Value x = input("x", shape);
        Value other = input("other", shape);
        Value dy = input("dy", shape);
        Value maximum = ops.elementwise("Max", x, other);
        builder.output("positive", ops.mul(dy, ops.indicator(ops.elementwise("Greater", x, ops.scalar(0)))));
        builder.output("above", ops.mul(ops.indicator(ops.elementwise("Greater", x, ops.scalar(0.25f))), dy));
        builder.output("maximal", ops.mul(ops.indicator(ops.elementwise("Equal", x, maximum)), dy));
        Graph graph = builder.build();
        String text = text(graph);
        assertEquals(4, text.split(MASKED).length);
        assertFalse(text.contains("torch.gt") || text.contains("torch.eq"));
        assertEqualsReference(graph);
    }

    @Test
    void otherMasksStayAsTheyAre() {
        Shape shape = Shape.of(3, 5, 7);
        Value x = input("x", shape);
        Value other = input("other", shape);
        Value row = input("row", Shape.of(1, 1, 7));
        Value dy = input("dy", shape);
        builder.output("no_maximum", ops.mul(ops.indicator(ops.elementwise("Equal", x, other)), dy));
        builder.output(
                "of_others",
                ops.mul(ops.indicator(ops.elementwise("Equal", x, ops.elementwise("Max", other, dy))), dy));
        builder.output("computed_limit", ops.mul(ops.indicator(ops.elementwise("Greater", x, other)), dy));
        builder.output("repeated", ops.mul(ops.indicator(ops.elementwise("Greater", row, ops.scalar(0))), dy));
        Graph graph = builder.build();
        assertFalse(text(graph).contains(MASKED));
        assertEqualsReference(graph);
    }

    /** A mask that something else reads as well is written besides. */
    @Test
    void masksThatAreReadElsewhere() {
        Value x = input("x", Shape.of(4, 3));
        Value dy = input("dy", Shape.of(4, 3));
        Value mask = ops.indicator(ops.elementwise("Greater", x, ops.scalar(0)));
        builder.output("masked", ops.mul(dy, mask));
        builder.output("mask", mask);
        assertEqualsReference(builder.build());
    }

    @Test
    void stepsAreMadeOfTheseOperators() {
        String lenet = stepText(LeNet5.network(10));
        assertTrue(lenet.contains(POOL_GRADIENT) && lenet.contains(MASKED), lenet);
        assertFalse(lenet.contains("scatter") || lenet.contains("torch.eq"), lenet);
        String cnn = stepText(PrivacyTutorialCnn.network(10));
        assertTrue(cnn.contains(POOL_GRADIENT) && cnn.contains(MASKED), cnn);
        assertFalse(cnn.contains("scatter") || cnn.contains("torch.gt"), cnn);
    }

    private static String stepText(Network network) {
        StepOptions options = new StepOptions(PyTorchTarget.target(), new Units(4, 1), Optional.of(new FlatClipping()));
        return text(StepCompiler.compile(network.graph(), Losses.softmaxCrossEntropy(), options)
                .model()
                .graph());
    }
}
