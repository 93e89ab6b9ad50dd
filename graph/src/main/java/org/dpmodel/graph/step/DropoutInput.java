package org.dpmodel.graph.step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.operator.Operators;

/**
 * The input of a step graph that determines what is dropped: a row for each example, so that what is dropped from an
 * example can be a function of the example alone. Nothing random runs inside the graph.
 */
final class DropoutInput {
    /** The default ratio of a node without one. */
    private static final float DEFAULT_RATIO = 0.5f;

    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, Dependence> dependences;
    private final List<DroppedNumbers> dropouts = new ArrayList<>();
    private final int examples;
    private Value factors = Value.absent();

    private DropoutInput(Map<String, Dependence> dependences, int examples) {
        this.dependences = dependences;
        this.examples = examples;
    }

    /** For graphs whose dropouts are the identity. */
    static DropoutInput none() {
        return new DropoutInput(Map.of(), 0);
    }

    /** Declares the input, if the network has active dropouts. */
    static DropoutInput declare(Ops ops, Graph network, Map<String, Dependence> dependences, int examples) {
        DropoutInput input = new DropoutInput(dependences, examples);
        Map<String, Value> values = TypeInference.values(network, Operators::find);
        for (Node node : network.nodes()) {
            if (node.operator().equals("Dropout")) {
                input.add(node, values);
            }
        }
        int width = input.dropouts.stream().mapToInt(DroppedNumbers::elements).sum();
        if (width > 0) {
            input.factors = ops.builder().input(StepGraph.DROPOUT, TensorType.floats(examples, width));
        }
        return input;
    }

    private void add(Node node, Map<String, Value> values) {
        float ratio = ratio(node, values);
        if (ratio == 0) {
            return;
        }
        String output = node.outputs().get(0);
        if (!dependences.get(output).onExamples()) {
            throw new GraphException(
                    "node " + node.name() + " (Dropout) drops numbers that depend on no example: put it"
                            + " behind the layers that read the input, or train without dropout");
        }
        columns.put(output, dropouts.stream().mapToInt(DroppedNumbers::elements).sum());
        long elements = values.get(output).shape().size() / examples;
        dropouts.add(new DroppedNumbers(node.name(), ratio, Math.toIntExact(elements)));
    }

    private static float ratio(Node node, Map<String, Value> values) {
        if (node.inputs().size() < 2 || node.inputs().get(1).isEmpty()) {
            return DEFAULT_RATIO;
        }
        Constant ratio = values.get(node.inputs().get(1))
                .constant()
                .orElseThrow(
                        () -> new GraphException(
                                "node " + node.name()
                                        + " (Dropout) must have a constant ratio: export the network with one, or train without dropout"));
        return ratio.toFloats()[0];
    }

    /** All dropouts, in the order of their columns. */
    List<DroppedNumbers> dropouts() {
        return dropouts;
    }

    /** The factors of a node's elements, in the shape of its output; empty if the node is the identity. */
    Optional<Value> factors(Ops ops, Node node, Shape shape) {
        String output = node.outputs().get(0);
        Integer column = columns.get(output);
        if (column == null) {
            return Optional.empty();
        }
        long width = shape.size() / examples;
        Value own =
                ops.slice(factors, new long[] {column}, new long[] {column + width}, new long[] {1}, new long[] {1});
        return Optional.of(laidOut(ops, own, shape, dependences.get(output)));
    }

    /** From {@code [examples, numbers]} to the layout of the node: {@code [before, repeats, examples, group, behind]}. */
    private Value laidOut(Ops ops, Value rows, Shape shape, Dependence dependence) {
        int axis = dependence.exampleAxis();
        long before = shape.size(0, axis);
        long behind = shape.size(axis + 1, shape.rank());
        if (before * dependence.repeats() == 1) {
            return ops.reshape(rows, shape);
        }
        Value parted = ops.reshape(rows, examples, before, dependence.repeats(), dependence.group(), behind);
        return ops.reshape(ops.transpose(parted, 1, 2, 0, 3, 4), shape);
    }
}
