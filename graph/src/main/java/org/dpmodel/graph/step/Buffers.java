package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.type.OperatorCall;

/**
 * Uses of an initializer that are not those of a weight, distinguished by their place and value, and for the constants of
 * a program's arithmetic by the names that exporters give them:
 *
 * <ul>
 *   <li>constants that standardize an input before any other computation, {@code (x − mean) / deviation};
 *   <li>ones and zeros that are a trivial scale and bias of InstanceNormalization: those of groups, when PyTorch writes a
 *       group normalization with it, and those that an exporter adds to a layer without scale and bias;
 *   <li>tables of sines and cosines that rotate queries and keys, and those that are added as positions, possibly after a
 *       projection by a weight ({@link AngleTables});
 *   <li>masks and identity matrices ({@link Masks});
 *   <li>slopes and distances of attention with linear biases ({@link Distances});
 *   <li>small numbers that are added before a root, a logarithm or a division ({@link Guards});
 *   <li>tensors that TensorFlow's converter names as operands of a program's arithmetic;
 *   <li>{@code Constant} nodes in arithmetic, if the file stores weights as initializers;
 *   <li>single numbers that exporters extract from a program's arithmetic and give generated names, or that are infinite;
 *   <li>whole numbers without an axis that are exponents.
 * </ul>
 */
final class Buffers {
    /** This many examples distinguish the batch from axes of size 1. */
    private static final int EXAMPLES = 2;

    private static final Set<String> STANDARDIZE = Set.of("Add", "Div", "Mul", "Sub");
    private static final Set<String> PASS_ON =
            Set.of("Cast", "CastLike", "Flatten", "Identity", "Reshape", "Squeeze", "Transpose", "Unsqueeze");
    private static final Set<String> ARITHMETIC =
            Set.of("Add", "Div", "Expand", "Max", "Min", "Mul", "Pow", "Sub", "Sum", "Where");

    /** PyTorch's, Paddle's, TensorFlow's and scikit-learn's converters, jax2onnx, and MindSpore's parts of GELU and layer normalization. */
    private static final Pattern NAMES_OF_NUMBERS = Pattern.compile(
            "_?val_\\d+|onnx::\\w+|.*[Cc]onst.*|scalar.*|p2o\\.(pd_op\\.full|helper).*|.*/[xy]:0|ipow_exp_\\d+"
                    + "|.*-op\\d+.*_(initializer|reduce_size|epsilon)|\\d+-.*/data-\\d+"
                    + "|auto\\.cast\\.\\d+|prod_operand\\d*|dpa_(scale|one|zero\\w*|neg_inf)_\\d+|(\\w+_)?(eps|half|one|zero)_\\d+|(one|zero)_float\\d*");

    /** TensorFlow's converter uses such names for operands of arithmetic, but not for variables. */
    private static final Pattern OPERANDS = Pattern.compile(".*/[xy]:0");

    private final Map<String, Node> producers = new HashMap<>();
    private final Map<String, Optional<TensorType>> raw = new HashMap<>();
    private final Set<String> angles;
    private final Guards guards;
    private final Graph graph;
    private final boolean hasStoredWeights;

    Buffers(Graph graph) {
        this.graph = graph;
        this.hasStoredWeights = graph.initializers().values().stream()
                .anyMatch(constant -> constant.type().dataType() == DataType.FLOAT
                        && !constant.isLiteral()
                        && !constant.isBuffer()
                        && constant.type().shape().size() > 1);
        this.angles = AngleTables.in(graph);
        this.guards = new Guards(graph);
        for (ValueInfo input : graph.inputs()) {
            raw.put(input.name(), Optional.of(bound(input.type())));
        }
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> producers.put(output, node));
            if (standardizes(node)) {
                raw.put(node.outputs().get(0), result(node));
            }
        }
    }

    /**
     * Why an initializer that reaches an input of a node, possibly through nodes that move elements, is not a parameter
     * there.
     */
    Optional<String> reason(Node node, int position, String initializer) {
        if (standardizes(node)) {
            return Optional.of("standardizes the input in node " + node.name());
        }
        if (scalesGroups(node, position)) {
            return Optional.of("the ones or zeros of a normalization without scale and bias, in node " + node.name());
        }
        if (node.operator().equals("Mul") && angles.contains(initializer)) {
            return Optional.of("sines or cosines, as of rotary positions, in node " + node.name());
        }
        if (ARITHMETIC.contains(node.operator())
                && Masks.isMask(graph.initializers().get(initializer))) {
            return Optional.of("a mask or an identity matrix, by its numbers, in node " + node.name());
        }
        if (ARITHMETIC.contains(node.operator())
                && OPERANDS.matcher(initializer).matches()) {
            return Optional.of("an operand in the arithmetic of node " + node.name() + ", as its name says");
        }
        if (ARITHMETIC.contains(node.operator())
                && Distances.isBias(graph.initializers().get(initializer))) {
            return Optional.of("distances or their slopes, by its numbers, in node " + node.name());
        }
        if (saysPositions(node)
                && AngleTables.holdsPositions(graph.initializers().get(initializer))) {
            return Optional.of("sines and cosines of positions, in node " + node.name());
        }
        if (guards.isGuard(node, graph.initializers().get(initializer))) {
            return Optional.of("keeps a root, a logarithm or a division away from 0, behind node " + node.name());
        }
        if (isNumber(node, initializer) || isWholeExponent(node, position, initializer)) {
            return Optional.of("a single number in the arithmetic of node " + node.name());
        }
        return ARITHMETIC.contains(node.operator())
                        && hasStoredWeights
                        && graph.initializers().get(initializer).isLiteral()
                ? Optional.of("a constant of the program, where weights are initializers, in node " + node.name())
                : Optional.empty();
    }

    /** Whether weights are initializers in this file, so that literals are numbers of the program. */
    boolean hasStoredWeights() {
        return hasStoredWeights;
    }

    /** Whether a node adds its operands, or multiplies two stored ones: a table of positions and a weight. */
    private boolean saysPositions(Node node) {
        return node.operator().equals("Add")
                || node.operator().equals("MatMul") && node.inputs().stream().allMatch(this::isStored);
    }

    /**
     * Whether a node still belongs to the standardization of an input, and reads nothing else except initializers. A node
     * that increases the number of elements is a layer: for example one that creates a token for each feature, or the
     * distances from centers.
     */
    private boolean standardizes(Node node) {
        if (passesOn(node)) {
            return raw.containsKey(node.inputs().get(0));
        }
        return STANDARDIZE.contains(node.operator())
                && node.inputs().stream().anyMatch(raw::containsKey)
                && node.inputs().stream().allMatch(input -> raw.containsKey(input) || isStored(input))
                && keepsSize(node);
    }

    private boolean keepsSize(Node node) {
        Optional<TensorType> result = result(node);
        return node.inputs().stream()
                .filter(raw::containsKey)
                .map(raw::get)
                .allMatch(input -> input.isPresent()
                        && result.isPresent()
                        && input.get().shape().size() == result.get().shape().size());
    }

    private static TensorType bound(TensorType type) {
        return type.withShape(type.shape().bind(EXAMPLES));
    }

    /** The result type of a node for raw values and constants, if it follows from these. */
    private Optional<TensorType> result(Node node) {
        List<Value> inputs = new ArrayList<>();
        for (String name : node.inputs()) {
            Optional<Value> value = name.isEmpty() ? Optional.of(Value.absent()) : value(name);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            inputs.add(value.get());
        }
        try {
            OperatorCall call = new OperatorCall(node.name(), node.operator(), node.attributes(), inputs, 1);
            return Optional.of(
                    Operators.network(node.operator(), node.name()).infer(call).get(0));
        } catch (GraphException e) {
            return Optional.empty();
        }
    }

    /** Whether a node passes on the elements of its first input, possibly in a different order. */
    static boolean passesOn(Node node) {
        return PASS_ON.contains(node.operator()) && !node.inputs().isEmpty();
    }

    /** Whether a node passes on a part of its first input, such as the positions of a text that is shorter than their table. */
    static boolean cuts(Node node) {
        return node.operator().equals("Slice");
    }

    private Optional<Value> value(String name) {
        Constant constant = graph.initializers().get(name);
        if (constant != null) {
            return Optional.of(new Value(name, constant.type(), Optional.of(constant)));
        }
        Node producer = producers.get(name);
        Optional<TensorType> type = raw.containsKey(name)
                ? raw.get(name)
                : producer != null && passesOn(producer) ? result(producer) : Optional.empty();
        return type.map(known -> new Value(name, known, Optional.empty()));
    }

    private boolean isStored(String value) {
        String name = value;
        while (producers.containsKey(name) && (passesOn(producers.get(name)) || cuts(producers.get(name)))) {
            name = producers.get(name).inputs().get(0);
        }
        return graph.initializers().containsKey(name);
    }

    private boolean scalesGroups(Node node, int position) {
        Node before = producers.get(node.inputs().get(0));
        boolean ofGroups = before != null && before.operator().equals("Reshape");
        return node.operator().equals("InstanceNormalization")
                && position > 0
                && (ofGroups
                        || isOfExporter(node.inputs().get(1))
                                && isOfExporter(node.inputs().get(2)))
                && isAll(1, node.inputs().get(1))
                && isAll(0, node.inputs().get(2));
    }

    /** Whether the name of an initializer is not that of a module's tensor. */
    private boolean isOfExporter(String initializer) {
        Constant constant = graph.initializers().get(initializer);
        return constant != null
                && (constant.isLiteral()
                        || NAMES_OF_NUMBERS.matcher(initializer).matches());
    }

    private boolean isAll(float number, String initializer) {
        Constant constant = graph.initializers().get(initializer);
        if (constant == null || constant.type().dataType() != DataType.FLOAT) {
            return false;
        }
        for (float element : constant.toFloats()) {
            if (element != number) {
                return false;
            }
        }
        return true;
    }

    /**
     * A power is a product where its exponent is whole and has no axis. Bases may be negative there, and a derivative for
     * the exponent does not exist.
     */
    private boolean isWholeExponent(Node node, int position, String initializer) {
        Constant constant = graph.initializers().get(initializer);
        return node.operator().equals("Pow")
                && position == 1
                && constant.type().shape().rank() == 0
                && constant.toFloats()[0] == Math.rint(constant.toFloats()[0]);
    }

    private boolean isNumber(Node node, String initializer) {
        Constant constant = graph.initializers().get(initializer);
        return constant.type().shape().size() == 1
                && ARITHMETIC.contains(node.operator())
                && (isOfExporter(initializer) || Float.isInfinite(constant.toFloats()[0]));
    }
}
