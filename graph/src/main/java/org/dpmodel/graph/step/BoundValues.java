package org.dpmodel.graph.step;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.isolation.Dependence;

/**
 * The values of a graph after it is bound to a number of examples, by their original names, with the dependence of each.
 * Filled node by node.
 */
final class BoundValues {
    private final GraphBuilder builder;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Dependence> dependences = new HashMap<>();
    private final Map<String, Dependence> counts = new HashMap<>();

    /**
     * No values yet.
     *
     * @param builder receives the constants
     */
    BoundValues(GraphBuilder builder) {
        this.builder = builder;
    }

    /** The value of a name, which must already be bound. */
    Value get(String name) {
        return values.get(name);
    }

    /** The value of a name, if it is already bound. */
    Optional<Value> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** What a value depends on; a value that is not bound does not depend on examples. */
    Dependence dependence(String name) {
        return dependences.getOrDefault(name, Dependence.SHARED);
    }

    /** Binds a value. */
    void put(String name, Value value, Dependence dependence) {
        values.put(name, value);
        dependences.put(name, dependence);
    }

    /**
     * Binds a constant, some elements of which may follow from the number of examples.
     *
     * @param name its name
     * @param value its elements
     * @param marks the elements that follow from it
     */
    void constant(String name, Constant value, BitSet marks) {
        if (marks.isEmpty()) {
            put(name, builder.constant(value), Dependence.SHARED);
        } else {
            // Not under the name of an equal constant that does not follow from the number of examples.
            Value counted = builder.initializer(builder.unused(name + "_count"), value);
            put(name, counted, Dependence.onCount(marks));
            counts.put(counted.name(), Dependence.onCount(marks));
        }
    }

    /**
     * Binds a constant that a node is written with.
     *
     * @param node the node
     * @param part what it is there
     * @param value its elements
     * @return its name
     */
    String constant(Node node, String part, Constant value) {
        String name = free(node, part);
        put(name, builder.constant(value), Dependence.SHARED);
        return name;
    }

    /** A name for a constant that a node is written with, which is not used elsewhere in the network. */
    String free(Node node, String part) {
        String name = builder.unused(node.name() + "/" + part);
        builder.reserve(List.of(name));
        return name;
    }

    /** All values, by name. */
    Map<String, Value> all() {
        return Map.copyOf(values);
    }

    /** What each value depends on. */
    Map<String, Dependence> dependences() {
        return Map.copyOf(dependences);
    }

    /** The constants with elements that follow from the number of examples, by their current names. */
    Map<String, Dependence> counts() {
        return Map.copyOf(counts);
    }
}
