package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What is known from the file alone, and decides the branch of an {@code If} or the rounds of a {@code Loop}. */
final class Conditions {
    private final KnownNumbers known;
    private final SqueezedBranch squeezed;

    Conditions(TensorReader tensors) {
        this.known = new KnownNumbers(tensors);
        this.squeezed = new SqueezedBranch(tensors);
    }

    void initializer(TensorProto tensor) {
        squeezed.constant(tensor.getName(), tensor);
        known.initializer(tensor.getName(), tensor);
    }

    /** Records what a node computes. */
    void node(NodeProto node) {
        if (OperatorSets.isDefault(node.getDomain()) && node.getOutputCount() == 1) {
            squeezed.node(node);
        }
        known.node(node);
    }

    /** How often the body of a loop is run, if that is known. */
    OptionalInt rounds(LoopBody loop, int most, Runnable tried) {
        return loop.rounds(known, most, tried);
    }

    /** The branch that is taken by an {@code If}, if it is known. */
    Optional<GraphProto> branch(NodeProto node) {
        if (!OperatorSets.isDefault(node.getDomain()) || !node.getOpType().equals("If") || node.getInputCount() != 1) {
            return Optional.empty();
        }
        OptionalDouble condition = known.of(node.getInput(0));
        if (condition.isEmpty()) {
            return squeezed.of(node);
        }
        return NodeAttributes.body(node, condition.getAsDouble() != 0 ? "then_branch" : "else_branch");
    }
}
