package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Inputs of a fixed size that nothing reads, in files whose other inputs have an open batch size. TensorFlow's
 * converter leaves the constants of Keras's Normalization behind in this form after folding them.
 */
final class UnreadInputs {
    private UnreadInputs() {}

    /** The inputs without such inputs, which a note names. */
    static List<ValueInfoProto> leaveOut(List<ValueInfoProto> inputs, SourceGraph graph, ReadNotes notes) {
        if (inputs.stream().noneMatch(UnreadInputs::isOpen)) {
            return inputs;
        }
        Set<String> read = new HashSet<>();
        graph.outputs().forEach(output -> read.add(output.getName()));
        graph.nodes().forEach(node -> addRead(node.message(), read));
        List<ValueInfoProto> unread = inputs.stream()
                .filter(input -> isFixed(input) && !read.contains(input.getName()))
                .toList();
        if (unread.isEmpty()) {
            return inputs;
        }
        notes.add("the inputs "
                + unread.stream().map(ValueInfoProto::getName).toList()
                + " have a fixed size and nothing reads them; they are left out");
        return inputs.stream().filter(input -> !unread.contains(input)).toList();
    }

    private static void addRead(NodeProto node, Set<String> read) {
        read.addAll(node.getInputList());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                GraphProto body = attribute.getG();
                body.getOutputList().forEach(output -> read.add(output.getName()));
                body.getNodeList().forEach(inner -> addRead(inner, read));
            }
        }
    }

    private static boolean isFixed(ValueInfoProto input) {
        TypeProto.Tensor type = input.getType().getTensorType();
        return type.getElemType() == TensorProto.DataType.FLOAT_VALUE
                && type.hasShape()
                && type.getShape().getDimList().stream().allMatch(Dimension::hasDimValue);
    }

    /** Whether the first axis may have any size. */
    private static boolean isOpen(ValueInfoProto input) {
        TensorShapeProto shape = input.getType().getTensorType().getShape();
        return shape.getDimCount() > 0 && !shape.getDim(0).hasDimValue();
    }
}
