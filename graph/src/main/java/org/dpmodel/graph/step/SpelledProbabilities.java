package org.dpmodel.graph.step;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * Finds softmax and sigmoid functions that an exporter or a user has spelled out:
 *
 * <pre>
 * softmax   a / Σ a with a = exp(z), and other a that are not negative;   exp(log softmax(z))
 * sigmoid   1 / (1 + exp(−z)),   exp(z) / (1 + exp(z))
 * </pre>
 *
 * A small number may be added to sums to keep them from being 0.
 */
final class SpelledProbabilities {
    /** Operators that pass values on unchanged. */
    private static final Set<String> COPIES =
            Set.of("Cast", "Dropout", "Expand", "Flatten", "Identity", "Reshape", "Squeeze", "Unsqueeze");

    private static final Set<String> SUMS = Set.of("ReduceSum", "ReduceL1");
    private static final Set<String> NOT_NEGATIVE = Set.of("Abs", "Exp", "HardSigmoid", "Relu", "Sigmoid", "Softplus");
    private static final Set<String> KEEP_FROM_ZERO = Set.of("Add", "Clip", "Max");

    private final NetworkGraph network;

    SpelledProbabilities(NetworkGraph network) {
        this.network = network;
    }

    /**
     * The place of the logits, if a node computes probabilities.
     *
     * @param node a node that may be the last of a spelled softmax or sigmoid
     * @return the node whose first input they are; empty if it does not compute probabilities
     */
    Optional<Node> logitsBefore(Node node) {
        return switch (node.operator()) {
            case "Div" -> ofQuotient(node, node.inputs().get(0), node.inputs().get(1));
            case "Mul" -> ofProduct(node, 0, 1).or(() -> ofProduct(node, 1, 0));
            case "Reciprocal" -> sigmoid(node.inputs().get(0));
            case "Exp" -> isLogSoftmax(node.inputs().get(0)) ? Optional.of(node) : Optional.empty();
            default -> Optional.empty();
        };
    }

    private Optional<Node> ofProduct(Node node, int numerator, int reciprocal) {
        return made(node.inputs().get(reciprocal), Set.of("Reciprocal"))
                .flatMap(by -> ofQuotient(
                        node, node.inputs().get(numerator), by.inputs().get(0)));
    }

    private Optional<Node> ofQuotient(Node node, String numerator, String denominator) {
        Optional<Node> positive = made(numerator, NOT_NEGATIVE);
        if (positive.isPresent() && isSumOf(denominator, source(numerator))) {
            return positive.get().operator().equals("Exp") ? positive : Optional.of(node);
        }
        return isConstant(numerator) || made(numerator, Set.of("Exp")).isPresent()
                ? sigmoid(denominator)
                : Optional.empty();
    }

    private boolean isSumOf(String value, String summand) {
        Optional<Node> sum = made(value, SUMS);
        if (sum.isPresent()) {
            return source(sum.get().inputs().get(0)).equals(summand);
        }
        return made(value, KEEP_FROM_ZERO)
                .flatMap(this::beside)
                .filter(rest -> isSumOf(rest, summand))
                .isPresent();
    }

    /** For 1 + exp(−z), the node that negates z; for 1 + exp(z), that of the exponential. */
    private Optional<Node> sigmoid(String denominator) {
        Optional<Node> exponential =
                made(denominator, Set.of("Add")).flatMap(this::beside).flatMap(rest -> made(rest, Set.of("Exp")));
        return exponential.map(
                found -> made(found.inputs().get(0), Set.of("Neg")).orElse(found));
    }

    private boolean isLogSoftmax(String value) {
        Optional<Node> difference = made(value, Set.of("Sub"));
        return made(value, Set.of("LogSoftmax")).isPresent()
                || difference.isPresent()
                        && isLogOfSum(
                                difference.get().inputs().get(1),
                                source(difference.get().inputs().get(0)));
    }

    private boolean isLogOfSum(String value, String logits) {
        Optional<Node> whole = made(value, Set.of("ReduceLogSumExp"));
        if (whole.isPresent()) {
            return source(whole.get().inputs().get(0)).equals(logits);
        }
        return made(value, Set.of("Log"))
                .flatMap(log -> made(log.inputs().get(0), SUMS))
                .flatMap(sum -> made(sum.inputs().get(0), Set.of("Exp")))
                .filter(exponential -> source(exponential.inputs().get(0)).equals(logits))
                .isPresent();
    }

    /** The only input that is not a constant, if there is one. */
    private Optional<String> beside(Node node) {
        List<String> others =
                node.inputs().stream().filter(input -> !isConstant(input)).toList();
        return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
    }

    private boolean isConstant(String value) {
        return value.isEmpty()
                || network.graph().initializers().containsKey(source(value))
                || made(value, Set.of("Constant", "ConstantOfShape")).isPresent();
    }

    /** The node that computes a value, ignoring copies, if it is one of these. */
    private Optional<Node> made(String value, Set<String> operators) {
        return network.producer(source(value)).filter(node -> operators.contains(node.operator()));
    }

    private String source(String value) {
        String at = value;
        Optional<Node> producer = network.producer(at);
        while (producer.isPresent() && COPIES.contains(producer.get().operator())) {
            at = producer.get().inputs().get(0);
            producer = network.producer(at);
        }
        return at;
    }
}
