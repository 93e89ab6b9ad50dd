package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code x.squeeze(axis)} as PyTorch writes it when it does not know the shape: an If on whether the axis has size 1,
 * with a Squeeze in one branch and nothing in the other. The branch with the Squeeze is taken: it is what the file
 * computes if the size is 1, and otherwise the Squeeze is refused by its own rule.
 */
final class SqueezedBranch {
    private final Map<String, NodeProto> producers = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final TensorReader tensors;

    SqueezedBranch(TensorReader tensors) {
        this.tensors = tensors;
    }

    /** Records an integer. */
    void constant(String name, TensorProto tensor) {
        boolean single = tensor.getDimsList().stream().allMatch(size -> size == 1);
        if (single && tensor.getDataType() == TensorProto.DataType.INT64_VALUE) {
            numbers.put(name, tensors.read(tensor, "index " + name).toLongs()[0]);
        }
    }

    void node(NodeProto node) {
        node.getOutputList().forEach(output -> producers.put(output, node));
        node.getAttributeList().stream()
                .filter(attribute -> node.getOpType().equals("Constant") && attribute.hasT())
                .forEach(attribute -> constant(node.getOutput(0), attribute.getT()));
    }

    /** The branch with the Squeeze, if the node is such an If. */
    Optional<GraphProto> of(NodeProto choice) {
        NodeProto equal = producers.get(choice.getInput(0));
        GraphProto squeezed = NodeAttributes.body(choice, "then_branch").orElse(null);
        GraphProto same = NodeAttributes.body(choice, "else_branch").orElse(null);
        if (equal == null || !equal.getOpType().equals("Equal") || squeezed == null || same == null) {
            return Optional.empty();
        }
        NodeProto size = producers.get(equal.getInput(0));
        NodeProto shape = size == null || !size.getOpType().equals("Gather") ? null : producers.get(size.getInput(0));
        if (shape == null
                || !shape.getOpType().equals("Shape")
                || !Long.valueOf(1).equals(numbers.get(equal.getInput(1)))) {
            return Optional.empty();
        }
        String value = shape.getInput(0);
        OptionalLong axis = squeezedAxis(squeezed, value);
        boolean fits = axis.isPresent()
                && Long.valueOf(axis.getAsLong()).equals(numbers.get(size.getInput(1)))
                && same.getNodeCount() == 1
                && same.getNode(0).getOpType().equals("Identity")
                && same.getNode(0).getInput(0).equals(value);
        return fits ? Optional.of(squeezed) : Optional.empty();
    }

    /** The axis that a branch removes from the value, if it does nothing else. */
    private OptionalLong squeezedAxis(GraphProto branch, String value) {
        List<NodeProto> nodes = branch.getNodeList();
        NodeProto last = nodes.isEmpty() ? null : nodes.get(nodes.size() - 1);
        if (last == null
                || nodes.size() > 2
                || !last.getOpType().equals("Squeeze")
                || !last.getInput(0).equals(value)) {
            return OptionalLong.empty();
        }
        if (nodes.size() == 2) {
            SqueezedBranch inner = new SqueezedBranch(tensors);
            inner.node(nodes.get(0));
            Long axis = last.getInputCount() == 2 ? inner.numbers.get(last.getInput(1)) : null;
            return axis == null ? OptionalLong.empty() : OptionalLong.of(axis);
        }
        if (last.getInputCount() == 2) {
            Long axis = numbers.get(last.getInput(1));
            return axis == null ? OptionalLong.empty() : OptionalLong.of(axis);
        }
        return last.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals("axes") && attribute.getIntsCount() == 1)
                .mapToLong(attribute -> attribute.getInts(0))
                .findFirst();
    }
}
