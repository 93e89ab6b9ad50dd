package org.dpmodel.graph.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.ConstantFolding;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.operator.ShapeReading;
import org.dpmodel.graph.type.OperatorCall;

/**
 * What is known about the values of a file that was exported for one batch size, at that size: types, and the elements of
 * values that follow from shapes and constants alone. Values that follow from weights have only a type.
 */
final class FixedValues {
    /** Shapes and states have fewer elements. */
    private static final long MOST_ELEMENTS = 1 << 16;

    private final Map<String, Value> values = new HashMap<>();
    private final Set<String> weights = new HashSet<>();

    private FixedValues() {}

    /**
     * The values of a file.
     *
     * @param inputs with their sizes
     * @param nodes in an order in which they can run
     * @param initializers constants by name
     */
    static Map<String, Value> of(List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers) {
        FixedValues all = new FixedValues();
        inputs.forEach(input -> all.put(input.name(), input.type(), Optional.empty()));
        initializers.forEach((name, constant) -> {
            all.put(name, constant.type(), Optional.of(constant));
            boolean isNumber = constant.type().dataType() == DataType.FLOAT;
            if (isNumber && !constant.isLiteral() && !constant.isBuffer()) {
                all.weights.add(name);
            }
        });
        nodes.forEach(all::infer);
        return all.values;
    }

    private void put(String name, TensorType type, Optional<Constant> constant) {
        values.put(name, new Value(name, type, constant));
    }

    /** Adds the types of a node's outputs; if it does not accept its inputs, the error occurs when the network is compiled. */
    private void infer(Node node) {
        // The outputs of a recurrent layer have the same types without unknown states.
        Node known = InitialStates.without(node, state -> !values.containsKey(state));
        if (!known.inputs().stream().allMatch(name -> name.isEmpty() || values.containsKey(name))) {
            return;
        }
        try {
            OperatorCall call = TypeInference.call(known, values);
            List<TensorType> types =
                    Operators.find(node.operator(), node.name()).infer(call);
            List<Optional<Constant>> constants = constants(known, call, types);
            for (int i = 0; i < types.size(); i++) {
                put(node.outputs().get(i), types.get(i), constants.get(i));
            }
        } catch (GraphException | ArithmeticException | IndexOutOfBoundsException e) {
            node.outputs().forEach(values::remove);
        }
    }

    private List<Optional<Constant>> constants(Node node, OperatorCall call, List<TensorType> types) {
        if (node.operator().equals("Shape")) {
            int[] axes = ShapeReading.axes(call);
            long[] dims = Arrays.copyOfRange(call.input(0).shape().dims(), axes[0], axes[1]);
            return List.of(Optional.of(Constant.ints(dims)));
        }
        boolean isSmall = types.stream().allMatch(type -> type.shape().size() <= MOST_ELEMENTS);
        if (isSmall && node.inputs().stream().noneMatch(weights::contains) && ConstantFolding.canFold(call)) {
            return ConstantFolding.fold(call, types).stream()
                    .map(constant -> Optional.of(constant.literal()))
                    .toList();
        }
        if (node.inputs().stream().anyMatch(weights::contains)) {
            weights.addAll(node.outputs());
        }
        return types.stream().map(type -> Optional.<Constant>empty()).toList();
    }
}
