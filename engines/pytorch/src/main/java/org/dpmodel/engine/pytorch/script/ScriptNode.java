package org.dpmodel.engine.pytorch.script;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.dpmodel.engine.EngineException;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.type.OperatorCall;

/** One node as its writer sees it: inputs as variables, with what is known about them, and a place for its outputs. */
final class ScriptNode {
    private final ScriptBuilder builder;
    private final Node node;
    private final Set<String> read;

    /**
     * A node to be written.
     *
     * @param read names of the values that anything reads
     */
    ScriptNode(ScriptBuilder builder, Node node, Set<String> read) {
        this.builder = builder;
        this.node = node;
        this.read = read;
    }

    String operator() {
        return node.operator();
    }

    Attributes attributes() {
        return node.attributes();
    }

    /** The number of inputs, not counting omitted ones at the end. */
    int inputs() {
        return node.inputs().size();
    }

    int outputs() {
        return node.outputs().size();
    }

    /** Whether an input is there. */
    boolean has(int input) {
        return input < node.inputs().size() && !node.inputs().get(input).isEmpty();
    }

    /** The name of an input in the graph. */
    String name(int input) {
        require(has(input), "input " + input + " is missing");
        return node.inputs().get(input);
    }

    /** The variable of an input. */
    String in(int input) {
        return builder.variable(name(input));
    }

    /** The variable of an output. */
    String out(int output) {
        return builder.variable(node.outputs().get(output));
    }

    /** The variable of any value written before. */
    String variable(String value) {
        return builder.variable(value);
    }

    /** Whether anything reads an output. */
    boolean isRead(int output) {
        return read.contains(node.outputs().get(output));
    }

    /** The variable with the positions within planes from which the indices of maxima are computed. */
    String placesInPlane(String value) {
        return builder.places(value);
    }

    /** Records the positions within planes from which an output of this node is computed. */
    void rememberPlaces(int output, String variable) {
        builder.rememberPlaces(node.outputs().get(output), variable);
    }

    /** The variable of an input, or None. */
    String inOrNone(int input) {
        return has(input) ? in(input) : Torch.NONE;
    }

    /** Type of an input; an error if it is not known. */
    TensorType type(int input) {
        return builder.types().value(node, name(input)).type();
    }

    /** Shape of an input; an error if it is not known. */
    Shape shape(int input) {
        return type(input).shape();
    }

    /** Shape of an output; an error if it is not known. */
    Shape outputShape(int output) {
        return builder.types().outputShape(node, output);
    }

    Optional<Constant> constant(int input) {
        return has(input)
                ? Optional.ofNullable(builder.types().values().get(name(input))).flatMap(Value::constant)
                : Optional.empty();
    }

    /** A constant, finite float input of one element, which can be written as a literal. */
    OptionalDouble literal(int input) {
        return constant(input)
                .filter(c -> c.type().dataType() == DataType.FLOAT
                        && c.type().shape().size() == 1
                        && Float.isFinite(c.toFloats()[0]))
                .map(c -> OptionalDouble.of(c.toFloats()[0]))
                .orElse(OptionalDouble.empty());
    }

    /** The node for the classes of the graph module; an error if the type of an input is not known. */
    OperatorCall call() {
        return builder.types().call(node);
    }

    /** The node that computes an input, if there is one. */
    Optional<ScriptNode> producer(int input) {
        return builder.producer(name(input)).map(found -> new ScriptNode(builder, found, read));
    }

    /** A statement with its own variable. */
    String let(String expression) {
        String variable = builder.fresh(node.name());
        builder.assign(variable, expression);
        return variable;
    }

    /** Sets the first output. */
    void result(String expression) {
        result(0, expression);
    }

    /** Sets an output. */
    void result(int output, String expression) {
        builder.assign(builder.variable(node.outputs().get(output)), expression);
    }

    /**
     * Sets the first output to the first part of a pair.
     *
     * @return the variable of the second part
     */
    String results(String pair) {
        String second = builder.fresh(node.outputs().get(1));
        builder.assign(builder.variable(node.outputs().get(0)) + ", " + second + ",", pair);
        return second;
    }

    /** Where new tensors are made. */
    String device() {
        return builder.device();
    }

    void require(boolean condition, String message) {
        if (!condition) {
            throw error(message);
        }
    }

    EngineException error(String message) {
        return builder.types().error(node, message);
    }
}
