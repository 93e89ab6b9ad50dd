package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Constant;

/** Booleans that are known from the file alone, which decide the branch of an {@code If}. */
final class Conditions {
    private static final Set<String> SAME_VALUE = Set.of("Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten");

    private final TensorReader tensors;
    private final Map<String, Boolean> known = new HashMap<>();
    private final SqueezedBranch squeezed;

    Conditions(TensorReader tensors) {
        this.tensors = tensors;
        this.squeezed = new SqueezedBranch(tensors);
    }

    void initializer(TensorProto tensor) {
        squeezed.constant(tensor.getName(), tensor);
        record(tensor.getName(), tensor);
    }

    /** Records what a node computes. */
    void node(NodeProto node) {
        if (!OperatorSets.isDefault(node.getDomain()) || node.getOutputCount() != 1) {
            return;
        }
        squeezed.node(node);
        String operator = node.getOpType();
        if (ConstantNodes.isConstant(node)) {
            node.getAttributeList().stream()
                    .filter(AttributeProto::hasT)
                    .forEach(attribute -> record(node.getOutput(0), attribute.getT()));
        } else if (node.getInputCount() > 0 && known.containsKey(node.getInput(0))) {
            boolean input = known.get(node.getInput(0));
            if (SAME_VALUE.contains(operator)) {
                known.put(node.getOutput(0), input);
            } else if (operator.equals("Not")) {
                known.put(node.getOutput(0), !input);
            }
        }
    }

    private void record(String name, TensorProto tensor) {
        boolean single = tensor.getDimsList().stream().allMatch(size -> size == 1);
        if (single && tensor.getDataType() == TensorProto.DataType.BOOL_VALUE) {
            Constant constant = tensors.read(tensor, "condition " + name);
            known.put(name, constant.bytes().get(0) != 0);
        }
    }

    /** The branch that is taken by an {@code If}, if it is known. */
    Optional<GraphProto> branch(NodeProto node) {
        if (!OperatorSets.isDefault(node.getDomain()) || !node.getOpType().equals("If") || node.getInputCount() != 1) {
            return Optional.empty();
        }
        if (!known.containsKey(node.getInput(0))) {
            return squeezed.of(node);
        }
        String taken = known.get(node.getInput(0)) ? "then_branch" : "else_branch";
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(taken) && attribute.hasG())
                .map(AttributeProto::getG)
                .findFirst();
    }
}
