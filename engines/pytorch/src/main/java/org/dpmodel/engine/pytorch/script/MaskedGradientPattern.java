package org.dpmodel.engine.pytorch.script;

import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.TensorType;

/**
 * A gradient multiplied by a mask of zeros and ones: PyTorch's {@code threshold_backward}, which compares and selects in
 * one pass over floats, where a comparison, a conversion and a product need three, the first of them slow. Two masks are
 * recognized: x &gt; number, and x = maximum of x and others, for which x − maximum is compared with zero. Where the mask
 * is zero the result is zero, even for a gradient that is not finite.
 */
final class MaskedGradientPattern implements Pattern {
    /**
     * A difference between an element and the maximum that still counts as zero. The smallest normal number rather than
     * the smallest of all, so that nothing changes if the processor flushes smaller numbers to zero.
     */
    private static final String NO_LESS = Torch.number(-(double) Float.MIN_NORMAL);

    @Override
    public Optional<Statement> match(Node last, GraphView nodes) {
        if (!last.operator().equals("Mul")) {
            return Optional.empty();
        }
        String left = last.inputs().get(0);
        String right = last.inputs().get(1);
        return masked(last, left, right, nodes).or(() -> masked(last, right, left, nodes));
    }

    private static Optional<Statement> masked(Node last, String mask, String gradient, GraphView nodes) {
        Optional<String> comparison = nodes.producer(mask, "Cast")
                .filter(cast -> cast.attributes().integer("to", 0) == DataType.FLOAT.onnxCode())
                .map(cast -> cast.inputs().get(0));
        Optional<Node> greater = comparison.flatMap(value -> nodes.producer(value, "Greater"));
        Optional<Node> equal = comparison.flatMap(value -> nodes.producer(value, "Equal"));
        return greater.flatMap(node -> above(last, node, gradient, nodes))
                .or(() -> equal.flatMap(node -> maximal(last, node, gradient, nodes)));
    }

    private static boolean floats(String value, GraphView nodes) {
        return nodes.type(value).map(TensorType::dataType).equals(Optional.of(DataType.FLOAT));
    }

    private static Optional<Statement> above(Node last, Node greater, String gradient, GraphView nodes) {
        String x = greater.inputs().get(0);
        Optional<Constant> limit = nodes.constant(greater.inputs().get(1))
                .filter(constant -> constant.type().shape().size() == 1 && Float.isFinite(constant.toFloats()[0]));
        if (limit.isEmpty()
                || !floats(x, nodes)
                || !nodes.sameType(x, gradient, last.outputs().get(0))) {
            return Optional.empty();
        }
        String number = Torch.number(limit.orElseThrow().toFloats()[0]);
        return Optional.of(new Statement(
                last,
                List.of(gradient, x),
                node -> node.result(
                        Torch.call("threshold_backward", node.variable(gradient), node.variable(x), number))));
    }

    private static Optional<Statement> maximal(Node last, Node equal, String gradient, GraphView nodes) {
        String x = equal.inputs().get(0);
        String maximum = equal.inputs().get(1);
        boolean fits = floats(x, nodes)
                && nodes.sameType(x, maximum, gradient, last.outputs().get(0))
                && nodes.producer(maximum, "Max")
                        .filter(node -> node.inputs().contains(x))
                        .isPresent();
        if (!fits) {
            return Optional.empty();
        }
        return Optional.of(new Statement(last, List.of(gradient, x, maximum), node -> {
            String below = Torch.call("sub", node.variable(x), node.variable(maximum));
            node.result(Torch.call("threshold_backward", node.variable(gradient), below, NO_LESS));
        }));
    }
}
