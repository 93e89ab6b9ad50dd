package org.dpmodel.engine.pytorch.script;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.engine.GraphTypes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;

/** A script under construction: its variables, statements and constants. Mutable, for one thread. */
final class ScriptBuilder {
    private final Graph graph;
    private final GraphTypes types;
    private final String device;
    private final List<String> statements = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, Constant> usedConstants = new LinkedHashMap<>();
    private final Map<String, String> places = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    ScriptBuilder(Graph graph, String device) {
        this.graph = graph;
        this.types = GraphTypes.of(graph);
        this.device = device;
        graph.initializers().keySet().forEach(this::define);
        graph.nodes().forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    GraphTypes types() {
        return types;
    }

    /** The device of new tensors, in PyTorch's notation. */
    String device() {
        return device;
    }

    /** A new variable, named after its content. */
    String fresh(String hint) {
        String base = "v_" + hint.replaceAll("[^A-Za-z0-9_]", "_");
        String candidate = base;
        for (int i = 2; !taken.add(candidate); i++) {
            candidate = base + "_" + i;
        }
        return candidate;
    }

    /** A statement that sets a variable. */
    void assign(String variable, String expression) {
        statements.add(variable + " = " + expression);
    }

    /** Gives a value a variable. */
    void define(String name) {
        variables.put(name, fresh(name));
    }

    /** The variable of a value; a constant becomes an argument of the script when it is first requested. */
    String variable(String name) {
        Constant constant = graph.initializers().get(name);
        if (constant != null) {
            usedConstants.putIfAbsent(name, constant);
        }
        return variables.get(name);
    }

    /** Records that a variable contains the positions of maxima within planes from which a value of the graph is computed. */
    void rememberPlaces(String value, String variable) {
        places.put(value, variable);
    }

    /** The variable with the positions within planes from which a value is computed. */
    String places(String value) {
        return places.get(value);
    }

    /** The node that computes a value, if there is one. */
    Optional<Node> producer(String name) {
        return Optional.ofNullable(producers.get(name));
    }

    /** Constants that are used as tensors, in the order of first use. */
    Map<String, Constant> usedConstants() {
        return usedConstants;
    }

    List<String> statements() {
        return statements;
    }
}
