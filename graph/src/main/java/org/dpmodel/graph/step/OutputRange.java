package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * The range in which a network's values stay, whatever its parameters and examples are: {@code 0.5 tanh(z) + 0.5} stays
 * in [0, 1]. Determined node by node, from functions with a bounded range; whatever is not known is unbounded. Trained
 * numbers are unbounded, since training can move them anywhere.
 */
final class OutputRange {
    /** Operators whose output elements are elements of the first input, or means of such elements. */
    static final Set<String> KEEP = Set.of(
            "Cast",
            "Dropout",
            "Expand",
            "Flatten",
            "Gather",
            "GlobalAveragePool",
            "GlobalMaxPool",
            "Identity",
            "MaxPool",
            "ReduceMax",
            "ReduceMean",
            "ReduceMin",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Transpose",
            "Unsqueeze");

    private static final Map<String, Range> FIXED = Map.of(
            "Cos", new Range(-1, 1),
            "Erf", new Range(-1, 1),
            "HardSigmoid", new Range(0, 1),
            "LogSoftmax", new Range(Double.NEGATIVE_INFINITY, 0),
            "Sigmoid", new Range(0, 1),
            "Sin", new Range(-1, 1),
            "Softmax", new Range(0, 1),
            "Softsign", new Range(-1, 1),
            "Tanh", new Range(-1, 1));

    private static final Map<String, DoubleUnaryOperator> RISING = Map.of(
            "Exp", Math::exp,
            "Log", x -> x <= 0 ? Double.NEGATIVE_INFINITY : Math.log(x),
            "Relu", x -> Math.max(0, x),
            "Softplus", x -> x > 40 ? x : Math.log1p(Math.exp(x)),
            "Sqrt", x -> Math.sqrt(Math.max(0, x)));

    /** Larger constants are frozen weights: they do not scale or shift single outputs, and reading them takes long. */
    private static final int MOST_NUMBERS = 1 << 12;

    /**
     * A closed interval.
     *
     * @param low the lower end, perhaps minus infinity
     * @param high the upper end, perhaps infinity
     */
    record Range(double low, double high) {
        static final Range ALL = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        /** All numbers if the ends are not a valid interval: infinity times zero may be anything. */
        static Range of(double low, double high) {
            return low <= high ? new Range(low, high) : ALL;
        }

        double width() {
            return high - low;
        }

        Range and(Range other) {
            return new Range(Math.min(low, other.low), Math.max(high, other.high));
        }

        private Range mapped(DoubleUnaryOperator rising) {
            return of(rising.applyAsDouble(low), rising.applyAsDouble(high));
        }

        /**
         * The smallest interval that contains the results for all combinations of ends; correct for operations that are
         * monotonic in each operand.
         */
        private Range with(Range other, DoubleBinaryOperator operation) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (double one : new double[] {low, high}) {
                for (double two : new double[] {other.low, other.high}) {
                    double value = operation.applyAsDouble(one, two);
                    if (Double.isNaN(value)) {
                        return ALL;
                    }
                    least = Math.min(least, value);
                    most = Math.max(most, value);
                }
            }
            return new Range(least, most);
        }
    }

    private final NetworkGraph network;
    private final Map<String, Range> known = new HashMap<>();

    OutputRange(NetworkGraph network) {
        this.network = network;
        // Nodes are in the order of computation, so no recursion along chains of nodes is needed.
        network.graph().nodes().forEach(node -> node.outputs().forEach(output -> known.put(output, ofNode(node))));
    }

    /** The range of a value. */
    Range of(String value) {
        Range computed = known.get(value);
        return computed != null ? computed : ofStored(value);
    }

    /** The node that bounds a value: the first on the way back from it whose own inputs are unbounded. */
    Optional<Node> source(String value) {
        Optional<Node> found = network.producer(value);
        while (found.isPresent() && !FIXED.containsKey(found.get().operator())) {
            Optional<String> before = found.get().inputs().stream()
                    .filter(input ->
                            network.producer(input).isPresent() && !of(input).equals(Range.ALL))
                    .findFirst();
            if (before.isEmpty()) {
                break;
            }
            found = network.producer(before.get());
        }
        return found;
    }

    private Range ofStored(String value) {
        Constant constant = network.graph().initializers().get(value);
        if (constant == null
                || network.parameters().contains(value)
                || constant.type().dataType() != DataType.FLOAT
                || constant.type().shape().size() == 0
                || constant.type().shape().size() > MOST_NUMBERS) {
            return Range.ALL;
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float number : constant.toFloats()) {
            low = Math.min(low, number);
            high = Math.max(high, number);
        }
        return Range.of(low, high);
    }

    private Range ofNode(Node node) {
        String operator = node.operator();
        if (FIXED.containsKey(operator)) {
            return FIXED.get(operator);
        }
        List<Range> inputs = new ArrayList<>();
        node.inputs().forEach(input -> inputs.add(of(input)));
        if (inputs.isEmpty()) {
            return Range.ALL;
        }
        Range first = inputs.get(0);
        if (KEEP.contains(operator)) {
            return first;
        }
        if (RISING.containsKey(operator)) {
            return first.mapped(RISING.get(operator));
        }
        return switch (operator) {
            // Padding may count as zeros.
            case "AveragePool" -> first.and(new Range(0, 0));
            case "Abs" -> first.low >= 0 ? first : new Range(0, Math.max(-first.low, first.high));
            case "Neg" -> new Range(-first.high, -first.low);
            case "Reciprocal" -> divided(new Range(1, 1), first);
            case "Clip" -> clipped(first, node, inputs);
            case "Concat" -> inputs.stream().reduce(Range::and).orElseThrow();
            case "Where" -> inputs.get(1).and(inputs.get(2));
            case "Max" -> folded(inputs, Math::max);
            case "Min" -> folded(inputs, Math::min);
            case "Add", "Sum" -> folded(inputs, Double::sum);
            case "Mean" -> folded(inputs, Double::sum).with(new Range(inputs.size(), inputs.size()), (a, b) -> a / b);
            case "Sub" -> first.with(inputs.get(1), (a, b) -> a - b);
            case "Mul" -> product(node, first, inputs.get(1));
            case "Div" -> divided(first, inputs.get(1));
            default -> Range.ALL;
        };
    }

    private static Range folded(List<Range> inputs, DoubleBinaryOperator operation) {
        return inputs.stream().reduce((one, two) -> one.with(two, operation)).orElseThrow();
    }

    /** A square is not negative. */
    private static Range product(Node node, Range one, Range two) {
        Range product = one.with(two, (a, b) -> a * b);
        boolean square = node.inputs().get(0).equals(node.inputs().get(1));
        return square ? new Range(Math.max(0, product.low), product.high) : product;
    }

    private static Range divided(Range numerator, Range denominator) {
        return denominator.low > 0 || denominator.high < 0 ? numerator.with(denominator, (a, b) -> a / b) : Range.ALL;
    }

    private Range clipped(Range range, Node node, List<Range> inputs) {
        double low = bound(node, inputs, 1).map(Range::low).orElse(Double.NEGATIVE_INFINITY);
        double high = bound(node, inputs, 2).map(Range::high).orElse(Double.POSITIVE_INFINITY);
        return range.mapped(x -> Math.min(Math.max(x, low), high));
    }

    private static Optional<Range> bound(Node node, List<Range> inputs, int place) {
        return node.inputs().size() > place && !node.inputs().get(place).isEmpty()
                ? Optional.of(inputs.get(place))
                : Optional.empty();
    }
}
