package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/** The values of {@code Constant} nodes, which have five ways to write what an initializer contains. */
final class ConstantNodes {
    private ConstantNodes() {}

    static boolean isConstant(NodeProto node) {
        return node.getOpType().equals("Constant");
    }

    /** A literal is written back in the form in which it was read, so that the next reader does not take it for a weight. */
    static NodeProto write(String name, Constant constant) {
        return NodeProto.newBuilder()
                .setOpType("Constant")
                .setName("constant_" + name)
                .addOutput(name)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(TensorWriter.write(name, constant)))
                .build();
    }

    static Constant value(NodeProto node, TensorReader tensors) {
        String what = "constant " + (node.getOutputCount() == 1 ? node.getOutput(0) : node.getName());
        if (node.getOutputCount() != 1 || node.getAttributeCount() != 1) {
            throw new GraphException(what + " must have one output and one attribute, found " + node.getOutputCount()
                    + " and " + node.getAttributeCount() + ": export the model again");
        }
        AttributeProto attribute = node.getAttribute(0);
        return switch (attribute.getName()) {
            case "value" -> tensors.read(attribute.getT(), what);
            case "value_float" -> Constant.floats(Shape.of(), attribute.getF());
            case "value_floats" -> floats(attribute);
            case "value_int" -> scalar(attribute.getI());
            case "value_ints" ->
                Constant.ints(attribute.getIntsList().stream()
                        .mapToLong(Long::longValue)
                        .toArray());
            default ->
                throw new GraphException(
                        what + " has a " + attribute.getName() + ": only dense numeric constants are supported");
        };
    }

    private static Constant floats(AttributeProto attribute) {
        float[] values = new float[attribute.getFloatsCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = attribute.getFloats(i);
        }
        return Constant.floats(Shape.of(values.length), values);
    }

    /** An integer without an axis. */
    static Constant scalar(long value) {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return Constant.ofBytes(
                new TensorType(DataType.INT64, Shape.of()),
                buffer.putLong(value).array());
    }
}
