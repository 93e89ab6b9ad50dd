package org.dpmodel.engine.onnxruntime.cann.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/** A node that is being checked: what rules read from it, and where they report violations. */
final class NodeCheck {
    private final Node node;
    private final Graph graph;
    private final Map<String, TensorType> types;
    private final List<CannViolation> found;

    NodeCheck(Node node, Graph graph, Map<String, TensorType> types, List<CannViolation> found) {
        this.node = node;
        this.graph = graph;
        this.types = types;
        this.found = found;
    }

    void run() {
        Consumer<NodeCheck> rule = OperatorRules.ALL.get(node.operator());
        if (rule == null) {
            report(
                    "the operator must be known to CANN",
                    node.operator(),
                    "compute it with others; CANN knows " + OperatorRules.ALL.keySet());
        } else {
            rule.accept(this);
        }
    }

    Attributes attributes() {
        return node.attributes();
    }

    int inputs() {
        return node.inputs().size();
    }

    int outputs() {
        return node.outputs().size();
    }

    boolean has(int input) {
        return input < inputs() && !node.inputs().get(input).isEmpty();
    }

    /** The type of an input, if it is known. */
    Optional<TensorType> type(int input) {
        return has(input) ? Optional.ofNullable(types.get(node.inputs().get(input))) : Optional.empty();
    }

    /** The shape of an input, if it is known. */
    Optional<Shape> shape(int input) {
        return type(input).map(TensorType::shape);
    }

    void require(boolean condition, String rule, String what, String cure) {
        if (!condition) {
            report(rule, what, cure);
        }
    }

    void report(String rule, String what, String cure) {
        found.add(new CannViolation("node " + node.name() + " (" + node.operator() + ")", rule, what, cure));
    }

    /** An input that determines shapes must be known when the device compiles. */
    void requireConstant(int input, String role) {
        require(
                !has(input) || graph.initializers().containsKey(node.inputs().get(input)),
                role + " must be a constant",
                has(input) ? "the computed value or input " + node.inputs().get(input) : "none",
                "make it an initializer: with static shapes its value is known in advance");
    }

    void requireAttribute(String attribute) {
        require(
                attributes().has(attribute),
                attribute + " must be written out",
                attributes().values().keySet().toString(),
                "add the attribute " + attribute);
    }

    /** All numbers of an attribute, if present, must be in [low, high]. */
    void requireRange(String attribute, long low, long high) {
        long[] values = attributes().integers(attribute, new long[0]);
        LongPredicate inside = value -> value >= low && value <= high;
        require(
                LongStream.of(values).allMatch(inside),
                attribute + " must be in [" + low + ", " + high + "]",
                Arrays.toString(values),
                "CANN does not guarantee correct results beyond that: use a smaller window or stride");
    }
}
