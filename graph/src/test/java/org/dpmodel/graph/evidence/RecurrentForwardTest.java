package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recurrent layers, which are unrolled when a network is bound, against ONNX Runtime's own kernels for them: all outputs, in
 * all directions, with sequences of several lengths and with initial states.
 */
class RecurrentForwardTest {
    private static final int OPSET = 18;
    private static final int STEPS = 4;
    private static final int IN = 2;
    private static final int HIDDEN = 3;
    private static final int EXAMPLES = 3;
    private static final long[] LENGTHS = {2, STEPS, 1};
    private static final int INT32 = 6;

    /** ONNX Runtime's gates are single precision, by approximations of its own. */
    private static final double TOLERANCE = 2e-6;

    private final Random random = new Random(5);

    private Constant weights(long... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / 2);
        }
        return Constant.floats(shape, values);
    }

    private static Value transposed(GraphBuilder builder, Value x, long... permutation) {
        return builder.call("Transpose", Attributes.none().with("perm", permutation), x);
    }

    /** A network whose output has all outputs of a layer side by side. */
    private NetworkGraph network(String operator, Attributes attributes, boolean lengths, boolean states) {
        int gates = operator.equals("LSTM") ? 4 : operator.equals("GRU") ? 3 : 1;
        int directions = attributes.text("direction", "forward").equals("bidirectional") ? 2 : 1;
        GraphBuilder builder = new GraphBuilder("recurrent", Operators::find);
        Ops ops = new Ops(builder, OPSET);
        Value x = builder.input("x", TensorType.floats(2, STEPS, IN));
        List<Value> inputs = new ArrayList<>();
        inputs.add(transposed(builder, x, 1, 0, 2));
        inputs.add(builder.initializer("w", weights(directions, (long) gates * HIDDEN, IN)));
        inputs.add(builder.initializer("r", weights(directions, (long) gates * HIDDEN, HIDDEN)));
        inputs.add(builder.initializer("b", weights(directions, 2L * gates * HIDDEN)));
        inputs.add(
                lengths
                        ? builder.call(
                                "Cast",
                                Attributes.none().with("to", INT32),
                                builder.input("lengths", new TensorType(DataType.INT64, Shape.of(2))))
                        : Value.absent());
        if (states) {
            inputs.add(transposed(builder, builder.input("hidden", TensorType.floats(2, directions, HIDDEN)), 1, 0, 2));
        }
        if (states && operator.equals("LSTM")) {
            inputs.add(transposed(builder, builder.input("cell", TensorType.floats(2, directions, HIDDEN)), 1, 0, 2));
        }
        int outputs = operator.equals("LSTM") ? 3 : 2;
        List<Value> results =
                builder.call(operator, attributes.with("hidden_size", HIDDEN), outputs, inputs.toArray(Value[]::new));
        List<Value> flat = new ArrayList<>();
        flat.add(builder.call("Flatten", Attributes.none(), transposed(builder, results.get(0), 2, 0, 1, 3)));
        for (Value state : results.subList(1, outputs)) {
            flat.add(builder.call("Flatten", Attributes.none(), transposed(builder, state, 1, 0, 2)));
        }
        builder.output("y", ops.concat(1, flat));
        return Networks.unbind(Networks.of(builder.build()));
    }

    private Map<String, ReferenceTensor> draw(NetworkGraph network) {
        Map<String, ReferenceTensor> drawn = new LinkedHashMap<>();
        network.graph().inputs().forEach(input -> {
            Shape shape = input.type().shape().bind(EXAMPLES);
            double[] numbers = random.doubles(shape.size(), -2, 2)
                    .map(number -> (float) number)
                    .toArray();
            drawn.put(
                    input.name(),
                    input.name().equals("lengths")
                            ? ReferenceTensor.longs(shape, LENGTHS)
                            : ReferenceTensor.floats(shape, numbers));
        });
        return drawn;
    }

    /** The inputs as the rows of one tensor, as a dataset has them. */
    private static ReferenceTensor features(NetworkGraph network, Map<String, ReferenceTensor> inputs) {
        Shape shape = network.features().shape().bind(EXAMPLES);
        double[] rows = new double[(int) shape.size()];
        int width = rows.length / EXAMPLES;
        int column = 0;
        for (ReferenceTensor input : inputs.values()) {
            double[] numbers = input.toDoubles();
            int own = numbers.length / EXAMPLES;
            for (int i = 0; i < EXAMPLES; i++) {
                System.arraycopy(numbers, i * own, rows, i * width + column, own);
            }
            column += own;
        }
        return ReferenceTensor.floats(shape, rows);
    }

    private void assertAgrees(NetworkGraph network) {
        Map<String, ReferenceTensor> inputs = draw(network);
        double[] expected = Runner.ONNX_RUNTIME
                .run(new OnnxModel(network.graph(), OPSET), inputs)
                .get("y");
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), TestTargets.grouped(), EXAMPLES);
        Map<String, ReferenceTensor> feeds = new HashMap<>();
        feeds.put(StepGraph.FEATURES, features(network, inputs));
        forward.parameters()
                .forEach(name -> feeds.put(
                        name, ReferenceTensor.of(network.graph().initializers().get(name))));
        double[] found = Runner.DOUBLE.run(forward.model(), feeds).get(ForwardGraph.PREDICTIONS);
        assertArrayEquals(expected, found, TOLERANCE);
    }

    @ParameterizedTest(name = "{0} {1} lengths {2} states {3}")
    @CsvSource({
        "LSTM, forward, false, false",
        "LSTM, reverse, true, false",
        "LSTM, bidirectional, true, true",
        "LSTM, forward, false, true",
        "GRU, forward, true, true",
        "GRU, reverse, false, true",
        "GRU, bidirectional, true, true",
        "RNN, forward, true, false",
        "RNN, reverse, true, true",
        "RNN, bidirectional, false, true"
    })
    void unrolledLayersComputeWhatTheKernelsDo(String operator, String direction, boolean lengths, boolean states) {
        Attributes attributes = Attributes.none().with("direction", new Attribute.Text(direction));
        assertAgrees(network(operator, attributes, lengths, states));
    }

    /** PyTorch's gated unit applies its reset gate behind the product. */
    @ParameterizedTest
    @CsvSource({"forward", "bidirectional"})
    void theResetGateMayComeAfterTheProduct(String direction) {
        Attributes attributes = Attributes.none()
                .with("direction", new Attribute.Text(direction))
                .with("linear_before_reset", 1);
        assertAgrees(network("GRU", attributes, true, true));
    }

    @Test
    void clippedCellsAreRefused() {
        Attributes clip = Attributes.none().with("clip", new Attribute.Real(1));
        GraphException error = assertThrows(GraphException.class, () -> network("LSTM", clip, false, false));
        assertTrue(error.getMessage().contains("clip is not supported"), error.getMessage());
    }
}
