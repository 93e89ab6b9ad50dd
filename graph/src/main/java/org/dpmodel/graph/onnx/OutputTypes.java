package org.dpmodel.graph.onnx;

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
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.TypeInference;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;

/**
 * Types of outputs that a file does not declare. Types are inferred for two batch sizes; the dimension that differs
 * accordingly is the batch. If shapes are computed, the network is bound to these sizes instead, which folds them.
 */
final class OutputTypes {
    private static final int ONE_SIZE = 2;
    private static final int OTHER_SIZE = 3;

    private final List<ValueInfo> inputs;
    private final List<Node> nodes;
    private final Map<String, Constant> initializers;
    private final Map<Integer, Optional<Map<String, Value>>> inferred = new HashMap<>();

    OutputTypes(List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers) {
        this.inputs = inputs;
        this.nodes = nodes;
        this.initializers = initializers;
    }

    TensorType get(String output) {
        boolean known = initializers.containsKey(output)
                || inputs.stream().anyMatch(input -> input.name().equals(output))
                || nodes.stream().anyMatch(node -> node.outputs().contains(output));
        if (!known) {
            throw new GraphException("output " + output + " is computed by no node: export the model again");
        }
        try {
            return symbolic(output, type(output, ONE_SIZE), type(output, OTHER_SIZE));
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new GraphException(
                    "the sizes in the file do not fit together, or are too large (" + e.getMessage()
                            + "): it is damaged; export or copy the model again",
                    e);
        }
    }

    private TensorType type(String output, int batch) {
        Optional<Map<String, Value>> values = inferred.computeIfAbsent(batch, this::infer);
        return values.isPresent() ? values.get().get(output).type() : bound(output, batch);
    }

    /** The types of all values, unless some follow from computed shapes, or some operator is not known. */
    private Optional<Map<String, Value>> infer(int batch) {
        List<ValueInfo> bound = inputs.stream()
                .map(input -> new ValueInfo(
                        input.name(),
                        input.type().withShape(input.type().shape().bind(batch))))
                .toList();
        try {
            return Optional.of(TypeInference.values(
                    new Graph("inference", bound, List.of(), nodes, initializers), Operators::find));
        } catch (GraphException e) {
            return Optional.empty();
        }
    }

    /** The type of one output, from only the nodes that lead to it. */
    private TensorType bound(String output, int batch) {
        ValueInfo placeholder = new ValueInfo(output, TensorType.floats(Shape.BATCH));
        Graph graph = new Graph("inference", inputs, List.of(placeholder), nodes, initializers);
        return Networks.bind(Networks.of(graph), batch).output().type();
    }

    private static TensorType symbolic(String output, TensorType one, TensorType other) {
        Shape shape = one.shape();
        Shape larger = other.shape();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) != larger.dim(axis)) {
                if (shape.dim(axis) != ONE_SIZE || larger.dim(axis) != OTHER_SIZE) {
                    throw new GraphException("dimension " + axis + " of output " + output
                            + " must be the batch or a number,"
                            + " found " + shape + " for a batch of " + ONE_SIZE + " and " + larger + " for one of "
                            + OTHER_SIZE + ": reshape the output to one row for each example");
                }
                shape = shape.with(axis, Shape.BATCH);
            }
        }
        return one.withShape(shape);
    }
}
