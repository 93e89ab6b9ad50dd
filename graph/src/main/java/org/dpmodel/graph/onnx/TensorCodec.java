package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiConsumer;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/** Tensors with their elements. Written as raw little-endian bytes; read from these or from the typed fields. */
final class TensorCodec {
    private TensorCodec() {}

    static TensorProto write(String name, Constant constant) {
        TensorProto.Builder message = TensorProto.newBuilder()
                .setName(name)
                .setDataType(constant.type().dataType().onnxCode())
                .setRawData(ByteString.copyFrom(constant.bytes()));
        for (long dimension : constant.type().shape().dims()) {
            message.addDims(dimension);
        }
        return message.build();
    }

    /** Reads a tensor; {@code what} names it in errors. */
    static Constant read(TensorProto message, String what) {
        if (message.getDataLocation() == TensorProto.DataLocation.EXTERNAL || message.getExternalDataCount() > 0) {
            throw new GraphException(what + " keeps its elements in another file: export the network with its weights"
                    + " inside (save_as_external_data=False)");
        }
        if (message.hasSegment()) {
            throw new GraphException(what + " is stored in segments: export the network with whole tensors");
        }
        DataType dataType = ValueInfoCodec.elementType(message.getDataType(), what);
        try {
            Shape shape = Shape.of(
                    message.getDimsList().stream().mapToLong(Long::longValue).toArray());
            byte[] elements = message.getRawData().isEmpty()
                    ? typedElements(message, dataType)
                    : message.getRawData().toByteArray();
            return Constant.ofBytes(new TensorType(dataType, shape), elements);
        } catch (GraphException | ArithmeticException e) {
            throw new GraphException(what + " is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] typedElements(TensorProto message, DataType type) {
        return switch (type) {
            case FLOAT -> pack(type, message.getFloatDataList(), ByteBuffer::putFloat);
            case DOUBLE -> pack(type, message.getDoubleDataList(), ByteBuffer::putDouble);
            case INT64 -> pack(type, message.getInt64DataList(), ByteBuffer::putLong);
            case INT32 -> pack(type, message.getInt32DataList(), ByteBuffer::putInt);
            case BOOL -> pack(type, message.getInt32DataList(), (buffer, bit) -> buffer.put((byte) (bit == 0 ? 0 : 1)));
        };
    }

    private static <T> byte[] pack(DataType type, List<T> elements, BiConsumer<ByteBuffer, T> put) {
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(elements.size(), type.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        elements.forEach(element -> put.accept(buffer, element));
        return buffer.array();
    }
}
