package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The older exporter of PyTorch gives buffers names as it gives to weights: biases by distance moved with these. */
class DistancesTest {
    private static final int STEPS = 4;

    private final Map<String, Constant> constants = new LinkedHashMap<>();

    private static Node node(String operator, String output, String... inputs) {
        return new Node("node_" + output, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    /** Scores of three heads, with the table added or multiplied. */
    private Set<String> buffers(String operator, Constant table) {
        constants.put("table", table);
        Graph graph = new Graph(
                "scores",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3, STEPS, 1))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3, STEPS, STEPS))),
                List.of(
                        node("Tanh", "t", "x"),
                        node("Mul", "s", "t", "w4"),
                        node(operator, "m", "s", "table"),
                        node("Identity", "y", "m")),
                with("w4", Constant.floats(Shape.of(3, 1, STEPS), numbers(3 * STEPS, i -> 0.3 * i + 0.1))));
        return Networks.buffers(graph);
    }

    private Map<String, Constant> with(String name, Constant constant) {
        constants.put(name, constant);
        return constants;
    }

    private interface Formula {
        double at(int index);
    }

    private static float[] numbers(int count, Formula formula) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) formula.at(i);
        }
        return numbers;
    }

    /** A matrix for each head, of a function of both positions. */
    private static Constant matrices(Formula slope, boolean signed, boolean causal) {
        float[] numbers = numbers(3 * STEPS * STEPS, i -> {
            int row = i / STEPS % STEPS;
            int column = i % STEPS;
            double distance = signed ? column - row : -Math.abs(column - row);
            return causal && column > row ? Double.NEGATIVE_INFINITY : slope.at(i / STEPS / STEPS) * distance;
        });
        return Constant.floats(Shape.of(1, 3, STEPS, STEPS), numbers);
    }

    private static Constant slopes(double... slopes) {
        return Constant.floats(Shape.of(3, 1, 1), numbers(3, i -> slopes[i]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"powers", "paper", "negative", "distances", "signed", "causal", "counted"})
    void slopesAndDistancesAreBuffers(String kind) {
        Formula halves = head -> Math.pow(0.5, head + 1);
        Constant table =
                switch (kind) {
                    case "powers" -> slopes(0.5, 0.25, 0.125);
                    case "paper" -> slopes(0.0625, 0.00390625, 0.25);
                    case "negative" -> slopes(-0.5, -0.25, -0.125);
                    case "distances" -> matrices(halves, false, false);
                    case "signed" -> matrices(halves, true, false);
                    case "causal" -> matrices(halves, false, true);
                    default ->
                        Constant.floats(
                                Shape.of(1, 3, 1, STEPS), numbers(3 * STEPS, i -> halves.at(i / STEPS) * (i % STEPS)));
                };
        String operator = table.type().shape().size() == 3 ? "Mul" : "Add";
        assertEquals(Set.of("table"), buffers(operator, table));
    }

    /** Weights that start as equal numbers, in equal steps, or near to slopes. */
    @ParameterizedTest
    @ValueSource(strings = {"ones", "near", "steps", "moved", "zeros"})
    void whatOnlyLooksLikeThemIsAParameter(String kind) {
        Constant table =
                switch (kind) {
                    case "ones" -> slopes(1, 1, 1);
                    case "near" -> slopes(0.5, 0.2501, 0.125);
                    case "steps" -> slopes(0, 1, 2);
                    case "moved" -> moved(matrices(head -> Math.pow(0.5, head + 1), false, false));
                    default -> Constant.floats(Shape.of(1, 3, STEPS, STEPS), new float[3 * STEPS * STEPS]);
                };
        assertEquals(Set.of(), buffers("Add", table));
    }

    private static Constant moved(Constant table) {
        float[] numbers = table.toFloats();
        numbers[6] += 0.01f;
        return Constant.floats(table.type().shape(), numbers);
    }

    /** As transformers with relative positions project them; a matrix of sines that examples are multiplied by is a layer. */
    @Test
    void aTableOfPositionsBeforeAWeightIsABuffer() {
        float[] angles = numbers(3 * 2, i -> i % 2 == 0 ? Math.sin(0.3 + i * 0.5) : Math.cos(0.3 + (i - 1) * 0.5));
        Map<String, Constant> stored = new LinkedHashMap<>();
        stored.put("positions", Constant.floats(Shape.of(1, 3, 2), angles));
        stored.put("layer", Constant.floats(Shape.of(3, 2), angles));
        stored.put("w", Constant.floats(Shape.of(2, 2), 1, 2, 3, 5));
        Graph graph = new Graph(
                "positions",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3, 2))),
                List.of(
                        node("MatMul", "z", "x", "layer"),
                        node("MatMul", "p", "positions", "w"),
                        node("Add", "y", "z", "p")),
                stored);
        assertEquals(Set.of("positions"), Networks.buffers(graph));
        assertEquals(Set.of("layer", "w"), Networks.of(graph).parameters());
    }

    /** As PyTorch's tutorial on transformers adds them, {@code x + pe[:, :length]}; a weight that is cut stays one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableOfPositionsThatIsCutIsABuffer(boolean positions) {
        float[] angles = numbers(5 * 2, i -> i % 2 == 0 ? Math.sin(0.3 + i * 0.5) : Math.cos(0.3 + (i - 1) * 0.5));
        angles[3] += positions ? 0 : 0.1f;
        Map<String, Constant> stored = new LinkedHashMap<>();
        stored.put("table", Constant.floats(Shape.of(1, 5, 2), angles));
        stored.put("w", Constant.floats(Shape.of(2, 2), 1, 2, 3, 5));
        stored.put("start", Constant.ints(0));
        stored.put("end", Constant.ints(3));
        stored.put("axis", Constant.ints(1));
        Graph graph = new Graph(
                "positions",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3, 2))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3, 2))),
                List.of(
                        node("MatMul", "z", "x", "w"),
                        node("Slice", "part", "table", "start", "end", "axis"),
                        node("Add", "y", "z", "part")),
                stored);
        assertEquals(positions ? Set.of("table") : Set.of(), Networks.buffers(graph));
        assertEquals(
                positions ? Set.of("w") : Set.of("table", "w"),
                Networks.of(graph).parameters());
    }
}
