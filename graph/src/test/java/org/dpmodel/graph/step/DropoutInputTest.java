package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.clipping.FlatClipping;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.loss.SoftmaxCrossEntropy;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A step multiplies the numbers of each example by the factors of that example, wherever the axis of examples lies: what comes
 * out is the step of a network without dropout whose inputs were multiplied before.
 */
class DropoutInputTest {
    private static final Attributes NONE = Attributes.none();
    private static final int NUMBERS = 6;

    /** {@code [N, 2, 3]}, scaled by a parameter, laid out in some way, dropped, laid out as before, and classified. */
    private static NetworkGraph network(String layout, double ratio) {
        GraphBuilder builder = new GraphBuilder("dropping", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2, 3));
        Value scale = builder.initializer("scale", Constant.floats(Shape.of(2, 3), 1, 2, -1, 0.5f, 3, 1));
        Value y = builder.call("Mul", NONE, x, scale);
        Value turned = builder.call("Transpose", NONE.with("perm", new long[] {1, 0, 2}), y);
        Value dropped =
                switch (layout) {
                    case "first axis" -> drop(builder, y, ratio);
                    case "grouped" -> reshape(builder, drop(builder, reshape(builder, y, -1, 3), ratio), -1, 2, 3);
                    case "second axis" -> back(builder, drop(builder, turned, ratio));
                    case "repeated" ->
                        back(
                                builder,
                                reshape(builder, drop(builder, reshape(builder, turned, -1, 3), ratio), 2, -1, 3));
                    default -> throw new IllegalArgumentException(layout);
                };
        Value flat = builder.call("Flatten", NONE, dropped);
        Value weight = builder.initializer(
                "weight", Constant.floats(Shape.of(NUMBERS, 2), 1, 2, 0, -1, 0.5f, 1, 1, 0, 2, -1, 0.25f, 1));
        builder.output("y", builder.call("MatMul", NONE, flat, weight));
        return Networks.unbind(Networks.of(builder.build()));
    }

    private static Value drop(GraphBuilder builder, Value x, double ratio) {
        return ratio == 0
                ? x
                : builder.call("Dropout", NONE, x, builder.constant(Constant.floats(Shape.of(), (float) ratio)));
    }

    private static Value reshape(GraphBuilder builder, Value x, long... dims) {
        return builder.call("Reshape", NONE, x, builder.constant(Constant.ints(dims)));
    }

    private static Value back(GraphBuilder builder, Value x) {
        return builder.call("Transpose", NONE.with("perm", new long[] {1, 0, 2}), x);
    }

    private static StepGraph step(NetworkGraph network, int examples, int unitSize) {
        return StepCompiler.compile(
                network,
                new SoftmaxCrossEntropy(),
                new StepOptions(
                        PortableTarget.target(), new Units(examples, unitSize), Optional.of(new FlatClipping()), true));
    }

    private static Map<String, ReferenceTensor> run(
            StepGraph step, NetworkGraph network, double[] features, double... factors) {
        int examples = step.units().examples();
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        inputs.put(StepGraph.FEATURES, ReferenceTensor.floats(Shape.of(examples, 2, 3), features));
        double[] targets = new double[2 * examples];
        IntStream.range(0, examples).forEach(i -> targets[2 * i + i % 2] = 1);
        inputs.put(StepGraph.TARGETS, ReferenceTensor.floats(Shape.of(examples, 2), targets));
        double[] ones =
                IntStream.range(0, step.units().count()).mapToDouble(i -> 1).toArray();
        inputs.put(StepGraph.UNIT_MASK, ReferenceTensor.floats(Shape.of(ones.length), ones));
        inputs.put(FlatClipping.CLIPPING_NORM, ReferenceTensor.floats(Shape.of(1), 1));
        step.parameters()
                .forEach(name -> inputs.put(
                        name, ReferenceTensor.of(network.graph().initializers().get(name))));
        if (factors.length > 0) {
            inputs.put(StepGraph.DROPOUT, ReferenceTensor.floats(Shape.of(examples, NUMBERS), factors));
        }
        return new ReferenceInterpreter(step.model().graph()).run(inputs);
    }

    @ParameterizedTest
    @CsvSource({
        "first axis, 4, 1", "first axis, 1, 1", "first axis, 4, 2",
        "grouped, 4, 1", "grouped, 1, 1", "grouped, 4, 2",
        "second axis, 4, 1", "second axis, 1, 1", "second axis, 4, 2",
        "repeated, 4, 1", "repeated, 1, 1", "repeated, 4, 2",
    })
    void eachExampleHasItsOwnFactors(String layout, int examples, int unitSize) {
        NetworkGraph network = network(layout, 0.5);
        StepGraph step = step(network, examples, unitSize);
        assertEquals(1, step.dropouts().size());
        assertEquals(NUMBERS, step.dropouts().get(0).elements());
        assertEquals(2, step.dropouts().get(0).kept());
        Random random = new Random(3);
        double[] features = random.doubles((long) NUMBERS * examples, -1, 1).toArray();
        double[] factors = random.ints((long) NUMBERS * examples, 0, 2)
                .mapToDouble(i -> 2 * i)
                .toArray();
        double[] multiplied = IntStream.range(0, features.length)
                .mapToDouble(i -> features[i] * factors[i])
                .toArray();
        NetworkGraph plain = network("first axis", 0);
        Map<String, ReferenceTensor> expected = run(step(plain, examples, unitSize), plain, multiplied);
        Map<String, ReferenceTensor> found = run(step, network, features, factors);
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((name, tensor) ->
                assertArrayEquals(tensor.toDoubles(), found.get(name).toDoubles(), 1e-12, name));
    }

    @Test
    void nothingIsDroppedUnlessItIsAskedForAndNeverInEvaluation() {
        NetworkGraph network = network("first axis", 0.5);
        StepGraph plain = StepCompiler.compile(
                network,
                new SoftmaxCrossEntropy(),
                new StepOptions(PortableTarget.target(), new Units(4, 1), Optional.of(new FlatClipping())));
        assertEquals(List.of(), plain.dropouts());
        assertFalse(hasFactors(plain.model().graph().inputs().toString()));
        assertTrue(hasFactors(step(network, 4, 1).model().graph().inputs().toString()));
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), PortableTarget.target(), 4);
        assertFalse(hasFactors(forward.model().graph().inputs().toString()));
    }

    private static boolean hasFactors(String inputs) {
        return inputs.contains(StepGraph.DROPOUT);
    }

    @Test
    void aRatioOfOneAndDroppedParametersAreRefused() {
        NetworkGraph all = network("first axis", 1);
        String message =
                assertThrows(GraphException.class, () -> step(all, 4, 1)).getMessage();
        assertTrue(message.contains("must drop with a probability in [0, 1), found 1.0"), message);

        GraphBuilder builder = new GraphBuilder("weights", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 2, 3));
        Value weight = builder.initializer("weight", Constant.floats(Shape.of(NUMBERS, 2), new float[12]));
        Value flat = builder.call("Flatten", NONE, x);
        builder.output("y", builder.call("MatMul", NONE, flat, drop(builder, weight, 0.5)));
        NetworkGraph weights = Networks.unbind(Networks.of(builder.build()));
        String other =
                assertThrows(GraphException.class, () -> step(weights, 4, 1)).getMessage();
        assertTrue(other.contains("drops numbers that depend on no example"), other);
    }
}
