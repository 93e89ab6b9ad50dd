package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiConsumer;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;

/**
 * Reads the tensors of one file, from raw bytes, typed fields or separate files. Sizes are checked before anything is
 * allocated.
 */
final class TensorReader {
    private final ExternalData external;
    private final ReadNotes notes;

    TensorReader(ExternalData external, ReadNotes notes) {
        this.external = external;
        this.notes = notes;
    }

    /** Reads a stored weight, and adds a note if its type changes. */
    Constant initializer(TensorProto message) {
        String what = "initializer " + message.getName();
        Constant constant = read(message, what);
        StoredType stored = StoredType.of(message.getDataType(), what);
        if (!stored.isHeldAsStored()) {
            notes.widened(stored);
        }
        return constant;
    }

    /** Reads a tensor; {@code what} names it in errors. */
    Constant read(TensorProto message, String what) {
        if (message.hasSegment()) {
            throw new GraphException(what + " is stored in segments: export the network with whole tensors");
        }
        StoredType stored = StoredType.of(message.getDataType(), what);
        Shape shape = shape(message, what);
        int bytes = size(shape, stored, what);
        byte[] elements = isExternal(message)
                ? external.read(message.getExternalDataList(), bytes, what)
                : inside(message, stored, bytes, shape, what);
        try {
            return Constant.ofBytes(new TensorType(stored.held(), shape), stored.toHeld(elements));
        } catch (GraphException e) {
            throw new GraphException(what + ": " + e.getMessage(), e);
        }
    }

    private static boolean isExternal(TensorProto message) {
        return message.getDataLocation() == TensorProto.DataLocation.EXTERNAL || message.getExternalDataCount() > 0;
    }

    private static Shape shape(TensorProto message, String what) {
        long[] dimensions =
                message.getDimsList().stream().mapToLong(Long::longValue).toArray();
        for (long dimension : dimensions) {
            if (dimension < 0) {
                throw new GraphException(what + " is damaged: it has the dimension " + dimension + " in "
                        + message.getDimsList() + "; export or copy the model again");
            }
        }
        return Shape.of(dimensions);
    }

    /** The size of the stored elements; neither they nor the converted ones may exceed the size of an array. */
    private static int size(Shape shape, StoredType stored, String what) {
        try {
            int elements = Math.toIntExact(shape.size());
            Math.multiplyExact(elements, stored.held().bytes());
            return Math.multiplyExact(elements, stored.bytes());
        } catch (ArithmeticException e) {
            throw new GraphException(
                    what + " has the shape " + shape + ", which needs more than 2 GiB: export smaller tensors; or "
                            + "the file is damaged, then copy it again",
                    e);
        }
    }

    private static byte[] inside(TensorProto message, StoredType stored, int bytes, Shape shape, String what) {
        boolean raw = !message.getRawData().isEmpty();
        long found = raw
                ? message.getRawData().size()
                : (long) typed(message, stored).size() * stored.bytes();
        if (found != bytes) {
            throw new GraphException(what + " is damaged: " + stored.name().toLowerCase(java.util.Locale.ROOT) + shape
                    + " has " + bytes + " bytes, found " + found + "; export or copy the model again");
        }
        return raw ? message.getRawData().toByteArray() : packed(message, stored, bytes);
    }

    private static List<? extends Number> typed(TensorProto message, StoredType stored) {
        return switch (stored) {
            case FLOAT -> message.getFloatDataList();
            case DOUBLE -> message.getDoubleDataList();
            case INT64 -> message.getInt64DataList();
            case UINT32, UINT64 -> message.getUint64DataList();
            default -> message.getInt32DataList();
        };
    }

    private static byte[] packed(TensorProto message, StoredType stored, int bytes) {
        return switch (stored) {
            case FLOAT -> pack(bytes, message.getFloatDataList(), ByteBuffer::putFloat);
            case DOUBLE -> pack(bytes, message.getDoubleDataList(), ByteBuffer::putDouble);
            case INT64 -> pack(bytes, message.getInt64DataList(), ByteBuffer::putLong);
            case UINT64 -> pack(bytes, message.getUint64DataList(), ByteBuffer::putLong);
            case UINT32 ->
                pack(bytes, message.getUint64DataList(), (buffer, value) -> buffer.putInt((int) value.longValue()));
            case INT32 -> pack(bytes, message.getInt32DataList(), ByteBuffer::putInt);
            case BOOL ->
                pack(bytes, message.getInt32DataList(), (buffer, bit) -> buffer.put((byte) (bit == 0 ? 0 : 1)));
            case UINT8, INT8 ->
                pack(bytes, message.getInt32DataList(), (buffer, value) -> buffer.put((byte) (int) value));
            default -> pack(bytes, message.getInt32DataList(), (buffer, value) -> buffer.putShort((short) (int) value));
        };
    }

    private static <T> byte[] pack(int bytes, List<T> elements, BiConsumer<ByteBuffer, T> put) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        elements.forEach(element -> put.accept(buffer, element));
        return buffer.array();
    }
}
