package org.dpmodel.graph.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.operator.Operators;
import org.junit.jupiter.api.Test;

/** Names of values: those that a file has are kept for its nodes, and new ones are found beside them. */
class NamesTest {
    private final GraphBuilder builder = new GraphBuilder("names", Operators::find);
    private final Value x = builder.input("x", TensorType.floats(2, 3));

    @Test
    void aReservedNameIsGivenToNoNewValue() {
        builder.reserve(List.of("relu", "relu_2"));
        Value y = builder.call("Relu", Attributes.none(), x);
        assertEquals("relu_3", y.name());
        Value kept = builder.add(
                        new Node("relu", "Relu", List.of(y.name()), List.of("relu"), Attributes.none()), List.of(y))
                .get(0);
        builder.output("z", builder.call("Tanh", Attributes.none(), kept));
        assertEquals(
                List.of("relu_3", "relu", "tanh"),
                builder.build().nodes().stream()
                        .limit(3)
                        .map(node -> node.outputs().get(0))
                        .toList());
    }

    @Test
    void aReservedNameCannotBeAnInput() {
        builder.reserve(List.of("mask"));
        String message = assertThrows(GraphException.class, () -> builder.input("mask", TensorType.floats(2)))
                .getMessage();
        assertTrue(message.contains("'mask' is empty or taken in graph names"), message);
    }

    @Test
    void anUnusedNameIsTheWantedOneOrHasANumber() {
        assertEquals("y", builder.unused("y"));
        assertEquals("x_2", builder.unused("x"));
        builder.reserve(List.of("x_2", "x_3"));
        assertEquals("x_4", builder.unused("x"));
        // Asking takes nothing.
        assertEquals("x_4", builder.unused("x"));
    }
}
