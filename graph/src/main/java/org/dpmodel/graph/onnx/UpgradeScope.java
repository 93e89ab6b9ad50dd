package org.dpmodel.graph.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;

/** Shared state of operator upgrades: constants and names of the graph, ranks, and the lowest version of all forms. */
final class UpgradeScope {
    private final Map<String, Constant> constants;
    private final Names valueNames;
    private final Names nodeNames;
    private final Ranks ranks;
    private final ReadNotes notes;
    private int lowest = OnnxModel.MIN_OPSET;

    UpgradeScope(Map<String, Constant> constants, Names valueNames, Names nodeNames, Ranks ranks, ReadNotes notes) {
        this.constants = constants;
        this.valueNames = valueNames;
        this.nodeNames = nodeNames;
        this.ranks = ranks;
        this.notes = notes;
    }

    /** The lowest version in which all forms written so far are valid. */
    int lowest() {
        return lowest;
    }

    /** Records that a form is valid from a version on. */
    void require(int opset) {
        lowest = Math.max(lowest, opset);
    }

    /** Adds a note for the user. */
    void note(String sentence) {
        notes.add(sentence);
    }

    /** The constants of the graph, by name. */
    Map<String, Constant> constants() {
        return Collections.unmodifiableMap(constants);
    }

    /** The elements of a known value. */
    Optional<Constant> constant(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    /** The number of dimensions of a value, if it is known. */
    OptionalInt rank(String value) {
        return ranks.of(value);
    }

    /** Records the ranks of a node's outputs. */
    void ranksAfter(Node node) {
        ranks.after(node, constants);
    }

    /** A new constant of the program. */
    String add(Node owner, String role, Constant constant) {
        String name = valueNames.fresh(owner.name() + "_" + role);
        constants.put(name, constant.literal());
        return name;
    }

    /** A part of a constant, which is trained if the whole was. */
    String part(Node owner, String role, Constant whole, Constant part) {
        String name = add(owner, role, part);
        constants.put(name, whole.isLiteral() ? part.literal() : whole.isBuffer() ? part.buffer() : part);
        return name;
    }

    String ints(Node owner, String role, long... values) {
        return add(owner, role, Constant.ints(values));
    }

    /** An integer without an axis. */
    String count(Node owner, String role, long value) {
        return add(owner, role, ConstantNodes.scalar(value));
    }

    String real(Node owner, String role, float value) {
        return add(owner, role, Constant.floats(Shape.of(), value));
    }

    /** The name of a new value that is computed for a node. */
    String value(Node owner, String role) {
        return valueNames.fresh(owner.name() + "_" + role);
    }

    /** A new node that computes one value for another node. */
    Node node(Node owner, String operator, List<String> inputs, String output, Attributes attributes) {
        return new Node(
                nodeNames.fresh(owner.name() + "_" + operator.toLowerCase(java.util.Locale.ROOT)),
                operator,
                inputs,
                List.of(output),
                attributes);
    }

    /** A node of the same name with one more input, which was an attribute. */
    static Node withInput(Node node, String attribute, int position, String input) {
        List<String> inputs = new ArrayList<>(node.inputs());
        while (inputs.size() <= position) {
            inputs.add("");
        }
        if (!inputs.get(position).isEmpty()) {
            throw new GraphException("node " + node.name() + " (" + node.operator() + ") has " + attribute
                    + " as an attribute and as input " + position + ": export the model again");
        }
        inputs.set(position, input);
        return new Node(
                node.name(),
                node.operator(),
                inputs,
                node.outputs(),
                node.attributes().without(attribute));
    }

    static Node withAttributes(Node node, Attributes attributes) {
        return new Node(node.name(), node.operator(), node.inputs(), node.outputs(), attributes);
    }

    static GraphException refused(Node node, String reason) {
        return new GraphException("node " + node.name() + " (" + node.operator() + ") " + reason
                + ": convert the file to a newer operator set (onnx.version_converter.convert_version(model, 17)), or"
                + " export it with one");
    }
}
