package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

/**
 * Single numbers that follow from the file alone, such as the rounds that a loop has made; 0 and 1 are truth values.
 * Results of arithmetic are known only where they are whole, so that they are exact in every type.
 */
final class KnownNumbers {
    private static final double LARGEST = 1 << 24;

    private static final Set<String> SAME_VALUE = Set.of("Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten");

    /** Types that represent all whole numbers up to the largest that is known; smaller ones wrap around or round. */
    private static final Set<Integer> WIDE = Set.of(
            TensorProto.DataType.DOUBLE_VALUE,
            TensorProto.DataType.FLOAT_VALUE,
            TensorProto.DataType.INT32_VALUE,
            TensorProto.DataType.INT64_VALUE);

    private static final Map<String, DoubleBinaryOperator> OF_TWO = Map.of(
            "Add", Double::sum,
            "Sub", (a, b) -> a - b,
            "Mul", (a, b) -> a * b,
            "And", (a, b) -> a * b,
            "Or", Math::max,
            "Equal", (a, b) -> truth(a == b),
            "Less", (a, b) -> truth(a < b),
            "LessOrEqual", (a, b) -> truth(a <= b),
            "Greater", (a, b) -> truth(a > b),
            "GreaterOrEqual", (a, b) -> truth(a >= b));

    private final TensorReader tensors;
    private final Optional<KnownNumbers> outside;
    private final Map<String, OptionalDouble> known = new HashMap<>();
    private final Set<String> beyond = new HashSet<>();

    KnownNumbers(TensorReader tensors) {
        this(tensors, Optional.empty());
    }

    private KnownNumbers(TensorReader tensors, Optional<KnownNumbers> outside) {
        this.tensors = tensors;
        this.outside = outside;
    }

    /** The numbers known in a body, which reads these and has its own. */
    KnownNumbers inside() {
        return new KnownNumbers(tensors, Optional.of(this));
    }

    private static double truth(boolean value) {
        return value ? 1 : 0;
    }

    OptionalDouble of(String name) {
        OptionalDouble number = known.get(name);
        return number != null
                ? number
                : outside.map(numbers -> numbers.of(name)).orElse(OptionalDouble.empty());
    }

    /**
     * A number that limits a count; infinity if it is larger than any number computed with here, as for a loop without
     * a limit.
     */
    OptionalDouble limit(String name) {
        if (!known.containsKey(name) && outside.isPresent()) {
            return outside.get().limit(name);
        }
        return beyond.contains(name) ? OptionalDouble.of(Double.POSITIVE_INFINITY) : of(name);
    }

    /** Sets a number, or forgets it. */
    void put(String name, OptionalDouble number) {
        boolean exact = number.isPresent() && Math.abs(number.getAsDouble()) <= LARGEST;
        known.put(name, exact ? number : OptionalDouble.empty());
    }

    /** Records an initializer if it is a single number or truth value. */
    void initializer(String name, TensorProto tensor) {
        tensor(name, tensor, "initializer " + name);
    }

    private void tensor(String name, TensorProto tensor, String what) {
        if (tensor.getDimsList().stream().anyMatch(size -> size != 1)) {
            return;
        }
        switch (tensor.getDataType()) {
            case TensorProto.DataType.BOOL_VALUE ->
                put(
                        name,
                        OptionalDouble.of(
                                truth(tensors.read(tensor, what).bytes().get(0) != 0)));
            case TensorProto.DataType.FLOAT_VALUE ->
                put(name, OptionalDouble.of(tensors.read(tensor, what).toFloats()[0]));
            case TensorProto.DataType.INT32_VALUE, TensorProto.DataType.INT64_VALUE ->
                whole(name, (double) tensors.read(tensor, what).toLongs()[0]);
            default -> put(name, OptionalDouble.empty());
        }
    }

    /** Records what a node computes. */
    void node(NodeProto node) {
        if (node.getOutputCount() != 1) {
            return;
        }
        String output = node.getOutput(0);
        put(output, OptionalDouble.empty());
        if (!OperatorSets.isDefault(node.getDomain())) {
            return;
        }
        if (ConstantNodes.isConstant(node)) {
            node.getAttributeList().forEach(attribute -> literal(output, attribute));
        } else if (node.getInputCount() > 0) {
            put(output, result(node));
        }
    }

    private void literal(String output, AttributeProto attribute) {
        switch (attribute.getName()) {
            case "value" -> tensor(output, attribute.getT(), "constant " + output);
            case "value_int" -> whole(output, (double) attribute.getI());
            case "value_float" -> put(output, OptionalDouble.of(attribute.getF()));
            default -> put(output, OptionalDouble.empty());
        }
    }

    private void whole(String name, double number) {
        put(name, OptionalDouble.of(number));
        if (number > LARGEST) {
            beyond.add(name);
        }
    }

    private OptionalDouble result(NodeProto node) {
        OptionalDouble first = of(node.getInput(0));
        String operator = node.getOpType();
        if (first.isEmpty() || SAME_VALUE.contains(operator)) {
            return first;
        }
        if (operator.equals("Cast")) {
            return cast(first.getAsDouble(), node);
        }
        if (operator.equals("Not")) {
            return OptionalDouble.of(1 - first.getAsDouble());
        }
        if (!OF_TWO.containsKey(operator) || node.getInputCount() != 2) {
            return OptionalDouble.empty();
        }
        OptionalDouble second = of(node.getInput(1));
        if (second.isEmpty()) {
            return second;
        }
        double result = OF_TWO.get(operator).applyAsDouble(first.getAsDouble(), second.getAsDouble());
        return isWhole(result) ? OptionalDouble.of(result) : OptionalDouble.empty();
    }

    private static OptionalDouble cast(double number, NodeProto node) {
        long to = NodeAttributes.number(node, "to", TensorProto.DataType.UNDEFINED_VALUE);
        if (to == TensorProto.DataType.BOOL_VALUE) {
            return OptionalDouble.of(truth(number != 0));
        }
        return WIDE.contains((int) to) && isWhole(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number);
    }
}
