package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Optional;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/** Names and types of inputs and outputs. */
final class ValueInfoCodec {
    private static final String BATCH_NAME = "batch";

    private ValueInfoCodec() {}

    static ValueInfoProto write(ValueInfo value) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : value.type().shape().dims()) {
            shape.addDim(
                    dimension == Shape.BATCH
                            ? Dimension.newBuilder().setDimParam(BATCH_NAME)
                            : Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(value.type().dataType().onnxCode())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** The declared input; its first dimension may be unknown, which makes it the batch. */
    static ValueInfo readInput(ValueInfoProto message) {
        String what = "input " + message.getName();
        if (!message.getType().hasTensorType()) {
            throw new GraphException(what + " must be a tensor, found "
                    + message.getType().getValueCase() + ": export the network with tensor inputs");
        }
        TypeProto.Tensor tensor = message.getType().getTensorType();
        DataType dataType = elementType(tensor.getElemType(), what);
        if (!tensor.hasShape()) {
            throw new GraphException(what + " has no shape: export the network with the shapes of its inputs");
        }
        TensorShapeProto shape = tensor.getShape();
        for (int axis = 1; axis < shape.getDimCount(); axis++) {
            if (isUnknown(shape.getDim(axis))) {
                throw new GraphException("dimension " + axis + " of " + what + " must be a number, found "
                        + describe(shape.getDim(axis))
                        + ": export with only the first dimension (the batch) dynamic");
            }
        }
        return new ValueInfo(message.getName(), new TensorType(dataType, shape(shape)));
    }

    /** The declared type of an output, if it is declared in full. */
    static Optional<TensorType> readOutput(ValueInfoProto message) {
        TypeProto.Tensor tensor = message.getType().getTensorType();
        boolean declared = tensor.hasShape() && tensor.getElemType() != TensorProto.DataType.UNDEFINED_VALUE;
        for (int axis = 1; declared && axis < tensor.getShape().getDimCount(); axis++) {
            declared = !isUnknown(tensor.getShape().getDim(axis));
        }
        return declared
                ? Optional.of(new TensorType(
                        elementType(tensor.getElemType(), "output " + message.getName()), shape(tensor.getShape())))
                : Optional.empty();
    }

    /** An element type; {@code what} names the owner in the error. */
    static DataType elementType(int code, String what) {
        try {
            return DataType.ofOnnxCode(code);
        } catch (GraphException e) {
            TensorProto.DataType known = TensorProto.DataType.forNumber(code);
            throw new GraphException(
                    what + " (" + (known == null ? "unknown type" : known.name()) + "): " + e.getMessage(), e);
        }
    }

    private static Shape shape(TensorShapeProto shape) {
        return Shape.of(shape.getDimList().stream()
                .mapToLong(d -> isUnknown(d) ? Shape.BATCH : d.getDimValue())
                .toArray());
    }

    private static boolean isUnknown(Dimension dimension) {
        return !dimension.hasDimValue() || dimension.getDimValue() < 0;
    }

    private static String describe(Dimension dimension) {
        return dimension.hasDimParam() ? "'" + dimension.getDimParam() + "'" : "nothing";
    }
}
