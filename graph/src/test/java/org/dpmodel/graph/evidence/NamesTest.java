package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network's own names are never mistaken for those that the compiler gives to what it writes an operator with.
 *
 * <p>Seen to fail when those were the node's name, a slash and the name within the operator, whatever else was called so: a
 * constant took the place of a value, and its weight had no influence any more.
 */
class NamesTest {
    private static final Constant WEIGHT = Constant.floats(Shape.of(3, 3), 1, 0.5f, 0, 0, 1, -0.5f, 0.25f, 0, 1);

    private static Node node(String name, String operator, String output, String... inputs) {
        return new Node(name, operator, List.of(inputs), List.of(output), Attributes.none());
    }

    /** Gelu(x) + x w, written with other operators in place of Gelu. */
    private static NetworkGraph network(String product, String weight) {
        return Networks.of(new Graph(
                "names",
                List.of(new ValueInfo("x", TensorType.floats(Shape.BATCH, 3))),
                List.of(new ValueInfo("y", TensorType.floats(Shape.BATCH, 3))),
                List.of(
                        node("product", "MatMul", product, "x", weight),
                        node("g", "Gelu", "curve", "x"),
                        node("scaled", "MatMul", "z", "curve", weight),
                        node("sum", "Add", "y", "z", product)),
                Map.of(weight, WEIGHT)));
    }

    private static double[] predictions(NetworkGraph network) {
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), TestTargets.grouped(), 2);
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        inputs.put(StepGraph.FEATURES, ReferenceTensor.floats(Shape.of(2, 3), 0.5, -1, 2, 1, 0.25, -0.5));
        forward.parameters().forEach(name -> inputs.put(name, ReferenceTensor.of(WEIGHT)));
        return Runner.DOUBLE.run(forward.model(), inputs).get(ForwardGraph.PREDICTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"g/constant", "g/constant_2", "g/mul", "g/mul_2", "g/erf", "g/add"})
    void valuesAndParametersMayBeCalledLikePartsOfAnOperator(String name) {
        double[] expected = predictions(network("p", "w"));
        for (NetworkGraph network : List.of(network(name, "w"), network("p", name))) {
            assertArrayEquals(expected, predictions(network));
            assertEquals(1, network.parameters().size());
            assertEquals(
                    Set.copyOf(network.parameters()),
                    StepCompiler.parameterRules(network).keySet());
        }
    }
}
