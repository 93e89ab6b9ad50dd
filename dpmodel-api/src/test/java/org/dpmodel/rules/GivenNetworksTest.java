package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.metric.ConfusionMatrix;
import org.dpmodel.metric.MetricFactory;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.nn.Sigmoid;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks from files: what they hold is trained, or refused by name; nothing is silently left out.
 *
 * <p>Seen to fail when a model was built without asking whether all parameters can be trained.
 */
class GivenNetworksTest {
    private static final Attributes NONE = Attributes.none();

    /** x W1ᵀ W2, as exporters write it that do not fold constants. */
    private static Network unfolded() {
        GraphBuilder builder = new GraphBuilder("unfolded", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 3));
        Value first = builder.initializer("layer1.weight", Constant.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
        Value second = builder.initializer("layer2.weight", Constant.floats(Shape.of(2, 2), 1, 0, 0, 1));
        builder.scope("unfold");
        Value hidden = builder.call("MatMul", NONE, x, builder.call("Transpose", NONE, first));
        builder.output("y", builder.call("MatMul", NONE, hidden, second));
        return Network.fromOnnx(OnnxFormat.read(OnnxFormat.write(new OnnxModel(builder.build(), 17))));
    }

    private static Rows rows() {
        return Rows.repeated(10, new float[] {1, -1, 1}, new float[] {0, 1});
    }

    @Test
    void aWeightBehindATransposeIsTrained() {
        Network network = unfolded();
        assertEquals(Set.of("layer1.weight", "layer2.weight"), network.graph().parameters());
        assertEquals(10, network.parameterCount());
        try (DPModel model =
                Tiny.regression(network).sampling(new PoissonSampling(5)).build()) {
            Map<String, float[]> before = Tiny.parameters(model);
            model.train(1, rows(), List.of());
            Map<String, float[]> after = Tiny.parameters(model);
            assertTrue(!Arrays.equals(before.get("layer1.weight"), after.get("layer1.weight")));
            assertTrue(!Arrays.equals(before.get("layer2.weight"), after.get("layer2.weight")));
        }
    }

    @Test
    void itMayBeFrozen() {
        Network frozen = unfolded().freeze("layer1.weight");
        try (DPModel model =
                Tiny.regression(frozen).sampling(new PoissonSampling(5)).build()) {
            Map<String, float[]> before = Tiny.parameters(model);
            model.train(1, rows(), List.of());
            Map<String, float[]> after = Tiny.parameters(model);
            assertTrue(Arrays.equals(before.get("layer1.weight"), after.get("layer1.weight")));
            assertTrue(!Arrays.equals(before.get("layer2.weight"), after.get("layer2.weight")));
        }
    }

    @Test
    void probabilitiesAreNoLogits() {
        Network network = Network.of("twice", new SequentialCell(new Dense(3, 2), new Sigmoid(), new Flatten()), 3);
        DPModelBuilder builder = DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .optimizer(Optimizers.sgd(1));
        String message =
                assertThrows(GraphException.class, builder::buildWithoutPrivacy).getMessage();
        assertTrue(message.startsWith("the network ends in node sigmoid1_sigmoid (Sigmoid), but softmax"), message);
        assertTrue(message.contains("Take the node off: by network.before(\"sigmoid1_sigmoid\")"), message);
        Tiny.regression(network).build().close();
    }

    private static OnnxModel linear(Shape input, Constant weight) {
        GraphBuilder builder = new GraphBuilder("linear", Operators::find);
        Value x = builder.input("x", new TensorType(DataType.FLOAT, input));
        Value w = builder.initializer("layer.weight", weight);
        builder.output("y", input.rank() == 1 ? builder.call("Add", NONE, x, w) : builder.call("MatMul", NONE, x, w));
        return new OnnxModel(builder.build(), 17);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void weightsThatAreNoNumbersAreRefusedByName(float value) {
        Constant weight = Constant.floats(Shape.of(3, 2), 1, 2, 3, value, 5, 6);
        String message = assertThrows(GraphException.class, () -> Network.fromOnnx(linear(Shape.of(1, 3), weight)))
                .getMessage();
        assertTrue(
                message.startsWith(
                        "initializer layer.weight must be finite, found " + value + " at element [1, 1] of [3, 2]: "),
                message);
    }

    /** A network that does not come from a file, for example from a model that has diverged. */
    @Test
    void norIsAModelBuiltOnThem() {
        NetworkGraph network = Networks.of(linear(Shape.of(1, 3), Constant.floats(Shape.of(3, 1), 1, Float.NaN, 3))
                .graph());
        String message = assertThrows(
                        GraphException.class, () -> Tiny.regression(new Network(Networks.unbind(network), 17, Map.of()))
                                .build())
                .getMessage();
        assertTrue(message.startsWith("initializer layer.weight must be finite, found NaN"), message);
    }

    @Test
    void networksWithoutFeaturesOrWeightsAreRefused() {
        String message = assertThrows(
                        GraphException.class,
                        () -> Network.fromOnnx(linear(Shape.of(1, 0), Constant.floats(Shape.of(0, 2)))))
                .getMessage();
        assertTrue(message.contains("input of a network must have at least one number for each example"), message);
        message = assertThrows(
                        GraphException.class,
                        () -> Network.fromOnnx(linear(Shape.of(1, 3), Constant.floats(Shape.of(3, 0)))))
                .getMessage();
        assertTrue(message.contains("output of a network must have at least one number for each example"), message);
        message = assertThrows(
                        GraphException.class,
                        () -> Network.fromOnnx(linear(Shape.of(1), Constant.floats(Shape.of(1), 2))))
                .getMessage();
        assertTrue(message.contains("at least one axis behind the batch"), message);
        message = assertThrows(IllegalArgumentException.class, () -> Network.of("none", new Flatten(), 3, 0))
                .getMessage();
        assertTrue(message.startsWith("a dimension of inputShape must be at least 1, found 0"), message);
        message = assertThrows(IllegalArgumentException.class, () -> Network.of("none", new Flatten()))
                .getMessage();
        assertTrue(message.startsWith("the rank of inputShape must be at least 1, found 0"), message);
    }

    @Test
    void aParameterWithoutElementsIsRefused() {
        GraphBuilder builder = new GraphBuilder("empty", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 3));
        Value in = builder.initializer("in", Constant.floats(Shape.of(3, 0)));
        Value out = builder.initializer("out", Constant.floats(Shape.of(0, 2)));
        builder.output("y", builder.call("MatMul", NONE, builder.call("MatMul", NONE, x, in), out));
        String message = assertThrows(GraphException.class, () -> Network.fromOnnx(new OnnxModel(builder.build(), 17)))
                .getMessage();
        assertTrue(message.startsWith("parameter in must have at least one element, found shape [3, 0]"), message);
    }

    @Test
    void metricsThatDoNotFitTheOutputAreRefusedAtOnce() {
        DPModelBuilder builder = Tiny.regression(Tiny.linear(3, 1));
        String message = assertThrows(IllegalArgumentException.class, () -> builder.metrics(Metrics.accuracy())
                        .build())
                .getMessage();
        assertTrue(
                message.startsWith("metric Accuracy does not fit this network: outputs must be at least 2, found 1"),
                message);
        message = assertThrows(IllegalArgumentException.class, () -> Tiny.classifier()
                        .metrics(MetricFactory.of("Matrix", () -> new ConfusionMatrix(3)))
                        .build())
                .getMessage();
        assertTrue(message.startsWith("metric Matrix does not fit this network: outputs must be"), message);
    }

    @Test
    void aSingleOutputIsMeasuredByItsLoss() {
        try (DPModel model = Tiny.regression(Tiny.linear(3, 1)).build()) {
            assertEquals(Map.of("Loss", 4.0), model.eval(Rows.repeated(5, new float[] {1, 1, 1}, new float[] {2})));
        }
    }
}
