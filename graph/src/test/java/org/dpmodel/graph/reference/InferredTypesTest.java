package org.dpmodel.graph.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.Operators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The types that graphs are built with against the tensors that the reference interpreter really computes. */
class InferredTypesTest {
    /** Forms that graphs do not take, with an error that names the node. */
    private static final Set<String> REFUSED =
            Set.of("MatMul vector and matrix", "MatMul matrix and vector", "MatMul stack and vector", "MatMul vectors");

    static List<OperatorCase> knownCases() {
        return OperatorCases.withFolded().stream()
                .filter(InferredTypesTest::isKnown)
                .toList();
    }

    private static boolean isKnown(OperatorCase configuration) {
        try {
            Operators.find(configuration.graph().nodes().get(0).operator(), "node");
            return true;
        } catch (GraphException unknown) {
            return false;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("knownCases")
    void inferredTypesAreThoseOfTheResults(OperatorCase configuration) {
        if (REFUSED.contains(configuration.name())) {
            assertThrows(GraphException.class, () -> TypeInference.values(configuration.graph(), Operators::find));
            return;
        }
        Map<String, Value> values = TypeInference.values(configuration.graph(), Operators::find);
        configuration
                .expected()
                .forEach((name, tensor) ->
                        assertEquals(tensor.type(), values.get(name).type()));
    }

    @Test
    void thereAreSuchCases() {
        assertFalse(knownCases().isEmpty());
    }
}
