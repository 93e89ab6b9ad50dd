package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Locale;
import java.util.Optional;
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

    /** The element type of an input as declared in the file. */
    static StoredType inputType(ValueInfoProto message) {
        String what = "input " + message.getName();
        if (!message.getType().hasTensorType()) {
            throw new GraphException(what + " must be a tensor, found "
                    + message.getType().getValueCase() + ": export the network with tensor inputs");
        }
        return StoredType.of(message.getType().getTensorType().getElemType(), what);
    }

    /** Whether a value is declared as text. */
    static boolean isText(ValueInfoProto message) {
        return message.getType().getTensorType().getElemType() == TensorProto.DataType.STRING_VALUE;
    }

    /** Numbers in the shape of a declared text: int64, or float32. */
    static ValueInfoProto numbersOf(ValueInfoProto text, String name, boolean reals) {
        ValueInfoProto.Builder numbers = text.toBuilder().setName(name);
        numbers.getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(reals ? TensorProto.DataType.FLOAT_VALUE : TensorProto.DataType.INT64_VALUE);
        return numbers.build();
    }

    /** The declared input; its first dimension may be unknown, which makes it the batch. */
    static ValueInfo readInput(ValueInfoProto message) {
        String what = "input " + message.getName();
        StoredType type = inputType(message);
        TypeProto.Tensor tensor = message.getType().getTensorType();
        if (!tensor.hasShape()) {
            throw new GraphException(what + " has no shape: export the network with the shapes of its inputs");
        }
        TensorShapeProto shape = tensor.getShape();
        for (int axis = 1; axis < shape.getDimCount(); axis++) {
            if (isUnknown(shape.getDim(axis))) {
                throw new GraphException("dimension " + axis + " of " + what + " must be a number, found "
                        + describe(shape.getDim(axis))
                        + ": export with only the first dimension (the batch) dynamic (torch.onnx.export(...,"
                        + " dynamic_shapes={\"" + message.getName() + "\": {0: \"batch\"}})), or pass the shape of "
                        + "the input when reading the file");
            }
        }
        return new ValueInfo(message.getName(), new TensorType(type.held(), shape(shape)));
    }

    /** The declared input with the dimensions given by the caller; -1 as the first one is the batch. */
    static ValueInfo readInput(ValueInfoProto message, long[] given) {
        String what = "input " + message.getName();
        StoredType type = inputType(message);
        Shape shape = Shape.of(given);
        for (int axis = 0; axis < given.length; axis++) {
            if (given[axis] < 1 && (axis > 0 || given[axis] != Shape.BATCH)) {
                throw new GraphException(
                        "the shape given for " + what + " must have sizes of at least 1, and -1 for the"
                                + " batch as its first dimension only; found " + shape);
            }
        }
        TypeProto.Tensor tensor = message.getType().getTensorType();
        if (tensor.hasShape()) {
            boolean fits = tensor.getShape().getDimCount() == given.length;
            for (int axis = 0; fits && axis < given.length; axis++) {
                Dimension declared = tensor.getShape().getDim(axis);
                fits = isUnknown(declared) || declared.getDimValue() == given[axis];
            }
            if (!fits) {
                throw new GraphException("the shape given for " + what + " must fit the one in the file, "
                        + describe(tensor.getShape()) + ", found " + shape
                        + ": only dimensions that the file leaves open can be chosen");
            }
        }
        return new ValueInfo(message.getName(), new TensorType(type.held(), shape));
    }

    /** The declared type of an output, if it is declared completely. */
    static Optional<TensorType> readOutput(ValueInfoProto message) {
        TypeProto.Tensor tensor = message.getType().getTensorType();
        boolean declared = tensor.hasShape() && tensor.getElemType() != TensorProto.DataType.UNDEFINED_VALUE;
        for (int axis = 1; declared && axis < tensor.getShape().getDimCount(); axis++) {
            declared = !isUnknown(tensor.getShape().getDim(axis));
        }
        if (!declared) {
            return Optional.empty();
        }
        String what = "output " + message.getName();
        StoredType type = StoredType.of(tensor.getElemType(), what);
        if (!type.isHeldAsStored() && !type.isOtherReal()) {
            throw new GraphException(what + " has the type " + type.name().toLowerCase(Locale.ROOT)
                    + ": export the network with outputs of type float, int32, int64 or bool");
        }
        return Optional.of(new TensorType(type.held(), shape(tensor.getShape())));
    }

    private static Shape shape(TensorShapeProto shape) {
        return Shape.of(shape.getDimList().stream()
                .mapToLong(d -> isUnknown(d) ? Shape.BATCH : d.getDimValue())
                .toArray());
    }

    private static boolean isUnknown(Dimension dimension) {
        return !dimension.hasDimValue() || dimension.getDimValue() < 0;
    }

    private static String describe(TensorShapeProto shape) {
        return shape.getDimList().stream()
                .map(d -> isUnknown(d) ? describe(d) : Long.toString(d.getDimValue()))
                .toList()
                .toString();
    }

    private static String describe(Dimension dimension) {
        return dimension.hasDimParam() ? "'" + dimension.getDimParam() + "'" : "nothing";
    }
}
