package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.Map;
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

/**
 * Types of outputs that a file does not declare. Types are inferred for two batch sizes; the dimension that follows the
 * batch is the batch.
 */
final class OutputTypes {
    private static final long ONE_SIZE = 2;
    private static final long OTHER_SIZE = 3;

    private final Map<String, Value> one;
    private final Map<String, Value> other;

    OutputTypes(List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers) {
        try {
            one = values(inputs, nodes, initializers, ONE_SIZE);
            other = values(inputs, nodes, initializers, OTHER_SIZE);
        } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new GraphException(
                    "the sizes in the file do not fit together, or are too large (" + e.getMessage()
                            + "): it is damaged; export or copy the model again",
                    e);
        }
    }

    private static Map<String, Value> values(
            List<ValueInfo> inputs, List<Node> nodes, Map<String, Constant> initializers, long batch) {
        List<ValueInfo> bound = inputs.stream()
                .map(input -> new ValueInfo(
                        input.name(),
                        input.type().withShape(input.type().shape().bind(batch))))
                .toList();
        return TypeInference.values(new Graph("inference", bound, List.of(), nodes, initializers), Operators::find);
    }

    TensorType get(String output) {
        if (!one.containsKey(output)) {
            throw new GraphException("output " + output + " is computed by no node: export the model again");
        }
        TensorType type = one.get(output).type();
        Shape shape = type.shape();
        Shape larger = other.get(output).shape();
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
        return type.withShape(shape);
    }
}
