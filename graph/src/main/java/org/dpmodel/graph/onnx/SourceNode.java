package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;

/**
 * A node as the file has it.
 *
 * @param message the node
 * @param opset the version of the default operator set in which it is written
 */
record SourceNode(NodeProto message, int opset) {
    boolean isStandard() {
        return OperatorSets.isDefault(message.getDomain());
    }

    boolean is(String operator) {
        return isStandard() && message.getOpType().equals(operator);
    }
}
