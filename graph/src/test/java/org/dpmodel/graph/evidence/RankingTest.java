package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Extreme numbers that TopK ranks, and what TopK and DFT are refused for, by node, rule and value. */
class RankingTest {
    private static final Attributes NONE = Attributes.none();

    private static Value call(String operator, long size, Attributes attributes, Constant... settings) {
        GraphBuilder builder = new GraphBuilder("refused", Operators::find);
        Value[] inputs = new Value[1 + settings.length];
        inputs[0] = builder.input("x", TensorType.floats(2, size, 1));
        for (int i = 0; i < settings.length; i++) {
            inputs[i + 1] = builder.constant(settings[i]);
        }
        return builder.call(operator, attributes, inputs);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 6, 1, 'k must be a number from 1 to 5, the size of axis 1, found [6]'",
        "5, 0, 1, 'k must be a number from 1 to 5, the size of axis 1, found [0]'",
        "5, 2, 0, export it with sorted=True",
        "1025, 2, 1, 'ranks 1025 elements by comparing all pairs, and may rank 1024 at most'",
    })
    void ranksThatAreNotComputedAreRefused(long size, long k, long sorted, String reason) {
        Attributes attributes = NONE.with("axis", 1).with("sorted", sorted);
        GraphException error =
                assertThrows(GraphException.class, () -> call("TopK", size, attributes, Constant.ints(k)));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5, 2, 0, 0, 'found [2, 5, 1] and axis 2'",
        "4097, 5, 1, 0, 0, 'may transform 1 to 4096 numbers along axis 1, found 4097'",
        "5, 0, 1, 0, 0, found 5 and length 0",
        "5, 5, 1, 1, 1, 'must have the 3 frequencies of length 5 along axis 1, found 5'",
    })
    void transformsThatAreNotComputedAreRefused(
            long size, long length, long axis, long inverse, long oneSided, String reason) {
        Attributes attributes = NONE.with("inverse", inverse).with("onesided", oneSided);
        Constant numbers = ReferenceTensor.longs(Shape.of(), length).toConstant();
        Constant along = ReferenceTensor.longs(Shape.of(), axis).toConstant();
        GraphException error = assertThrows(GraphException.class, () -> call("DFT", size, attributes, numbers, along));
        assertTrue(error.getMessage().contains(reason), error.getMessage());
    }

    /** Infinite numbers are ranked like others; where something is not a number, places are still places. */
    @Test
    void everyPlaceIsOneOfTheAxis() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        TestNetwork test = TestNetwork.regression(NetworkSketch.input("ranked", 4)
                .then(s -> s.then("Add", s.zeros(4)))
                .then(s -> {
                    List<Value> ranked = s.builder().call("TopK", NONE, 2, s.value(), s.ints(3));
                    Value places = s.builder().call("Cast", NONE.with("to", 1), ranked.get(1));
                    return s.from(s.builder().call("Concat", NONE.with("axis", 1), ranked.get(0), places));
                }));
        ForwardGraph forward = ForwardGraph.compile(test.network(), Optional.empty(), TestTargets.grouped(), 2);
        double[] x = {1, -inf, inf, 1, nan, nan, nan, nan};
        OnnxModel model = forward.model();
        double[] found = Runner.ONNX_RUNTIME
                .run(
                        model,
                        Map.of(
                                StepGraph.FEATURES,
                                ReferenceTensor.floats(Shape.of(2, 4), x),
                                "p0",
                                ReferenceTensor.floats(Shape.of(4), new double[4])))
                .get(ForwardGraph.PREDICTIONS);
        assertArrayEquals(new double[] {inf, 1, 1, 2, 0, 3}, Arrays.copyOf(found, 6));
        for (int i = 9; i < 12; i++) {
            assertTrue(found[i] >= 0 && found[i] < 4, "place " + found[i]);
        }
        assertTrue(Double.isNaN(found[6]), "the largest " + found[6]);
    }
}
