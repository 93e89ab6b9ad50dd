package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/** Collects the nodes of a {@link Preprocessing}; values are referred to by name. Mutable, for one thread. */
public final class PreprocessingBuilder {
    private static final String BATCH = "batch";

    private final List<ValueInfoProto> raw = new ArrayList<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, Constant> constants = new LinkedHashMap<>();
    private final List<ValueInfo> made = new ArrayList<>();
    private final Map<String, String> details = new LinkedHashMap<>();

    /**
     * A raw number for each example, float32 {@code [batch, 1]}.
     *
     * @param name its name
     * @return the value
     */
    public String number(String name) {
        return input(name, TensorProto.DataType.FLOAT);
    }

    /**
     * A raw text for each example, string {@code [batch, 1]}.
     *
     * @param name its name
     * @return the value
     */
    public String text(String name) {
        return input(name, TensorProto.DataType.STRING);
    }

    private String input(String name, TensorProto.DataType type) {
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
        tensor.getShapeBuilder().addDim(Dimension.newBuilder().setDimParam(BATCH));
        tensor.getShapeBuilder().addDim(Dimension.newBuilder().setDimValue(1));
        raw.add(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build());
        return name;
    }

    /**
     * Adds numbers.
     *
     * @param name their name
     * @param constant the numbers
     * @return the value
     */
    public String constant(String name, Constant constant) {
        constants.put(name, constant);
        return name;
    }

    /**
     * Adds a node of the ONNX standard.
     *
     * @param operator its operator, in a form that is valid in all operator sets from 13 on
     * @param attributes its attributes
     * @param output name of the node and of its output
     * @param inputs its inputs
     * @return the output
     */
    public String node(String operator, Attributes attributes, String output, String... inputs) {
        nodes.add(OnnxWriter.node(new Node(output, operator, List.of(inputs), List.of(output), attributes)));
        return output;
    }

    /**
     * Adds a node that looks up texts in a list, {@code LabelEncoder} of {@code ai.onnx.ml}.
     *
     * @param numbers int64 by text
     * @param absent the number of every other text
     * @param output name of the node and of its output, which has the shape of the text
     * @param text the text
     * @return the output
     */
    public String labels(Map<String, Long> numbers, long absent, String output, String text) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setDomain(LearningTails.DOMAIN)
                .setOpType("LabelEncoder")
                .setName(output)
                .addInput(text)
                .addOutput(output);
        Attributes attributes = Attributes.none()
                .with("keys_strings", new org.dpmodel.graph.Attribute.Texts(List.copyOf(numbers.keySet())))
                .with(
                        "values_int64s",
                        numbers.values().stream().mapToLong(Long::longValue).toArray())
                .with("default_int64", absent);
        attributes.values().forEach((name, value) -> node.addAttribute(AttributeCodec.write(name, value)));
        nodes.add(node.build());
        return output;
    }

    /**
     * Declares that a value is an input of the network.
     *
     * @param value a value that is computed here, with the name of the input
     * @param type its type, the batch first
     */
    public void makes(String value, TensorType type) {
        made.add(new ValueInfo(value, type));
    }

    /**
     * Adds to the metadata of files.
     *
     * @param key the part of the key after {@link Preprocessing#DETAILS}
     * @param text the text
     */
    public void detail(String key, String text) {
        details.put(Preprocessing.DETAILS + key, text);
    }

    /**
     * The preprocessing.
     *
     * @return what was collected
     * @throws GraphException if it does not compute an input, two values have the same name, or one has none or one of several
     *     lines
     */
    public Preprocessing build() {
        if (made.isEmpty()) {
            throw new GraphException(
                    "a preprocessing must produce an input of the network, found none: call makes(...)");
        }
        Preprocessing built = new Preprocessing(raw, nodes, constants, made, details);
        checkNames(built.names());
        return built;
    }

    /** ONNX takes a value without a name for an absent one, and the metadata list names by lines. */
    private static void checkNames(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name.lines().count() != 1 || name.endsWith("\n") || name.endsWith("\r")) {
                throw new GraphException("the name of a raw value must be a line of text, found "
                        + (name.isEmpty() ? "none" : "\"" + name + "\"") + ": rename the column");
            }
            if (!seen.add(name)) {
                throw new GraphException(
                        "the names of raw values, and of what is computed from them, must be different, found \"" + name
                                + "\" twice: rename the column");
            }
        }
    }
}
