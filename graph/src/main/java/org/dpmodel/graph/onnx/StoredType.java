package org.dpmodel.graph.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.GraphException;

/**
 * How elements are stored in a file, and their type in a graph: floating-point numbers become float32, integers the
 * narrower of int32 and int64 that can represent all their values.
 */
enum StoredType {
    FLOAT(1, 4, DataType.FLOAT),
    UINT8(2, 1, DataType.INT32),
    INT8(3, 1, DataType.INT32),
    UINT16(4, 2, DataType.INT32),
    INT16(5, 2, DataType.INT32),
    INT32(6, 4, DataType.INT32),
    INT64(7, 8, DataType.INT64),
    BOOL(9, 1, DataType.BOOL),
    FLOAT16(10, 2, DataType.FLOAT),
    DOUBLE(11, 8, DataType.FLOAT),
    UINT32(12, 4, DataType.INT64),
    UINT64(13, 8, DataType.INT64),
    BFLOAT16(16, 2, DataType.FLOAT);

    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_FRACTION = (1 << HALF_FRACTION_BITS) - 1;
    private static final int HALF_EXPONENT = 31;
    private static final int HALF_BIAS = 15;

    private final int onnxCode;
    private final int bytes;
    private final DataType held;

    StoredType(int onnxCode, int bytes, DataType held) {
        this.onnxCode = onnxCode;
        this.bytes = bytes;
        this.held = held;
    }

    /** The type with a code of ONNX's {@code TensorProto.DataType}; {@code what} names the owner in the error. */
    static StoredType of(int code, String what) {
        for (StoredType type : values()) {
            if (type.onnxCode == code) {
                return type;
            }
        }
        TensorProto.DataType known = TensorProto.DataType.forNumber(code);
        if (known == TensorProto.DataType.STRING) {
            throw new GraphException(what + " holds text (STRING), but networks compute only with numbers: export "
                    + "the network without it, and turn text into numbers beforehand");
        }
        throw new GraphException(what + " (" + (known == null ? "unknown type" : known.name()) + "): ONNX element type "
                + code + " is not supported: export the network with float, double, int32, int64 or bool tensors");
    }

    /** Whether graphs keep the elements as they are stored. */
    boolean isHeldAsStored() {
        return onnxCode == held.onnxCode();
    }

    /** Whether these are floating-point numbers of a width other than float32. */
    boolean isOtherReal() {
        return held == DataType.FLOAT && this != FLOAT;
    }

    int onnxCode() {
        return onnxCode;
    }

    DataType held() {
        return held;
    }

    /** The size of one stored element. */
    int bytes() {
        return bytes;
    }

    /**
     * The elements in the type of the graph.
     *
     * @param stored little endian, exactly as many as needed
     * @throws GraphException if a finite number does not fit
     */
    byte[] toHeld(byte[] stored) {
        if (isHeldAsStored()) {
            return stored;
        }
        int count = stored.length / bytes;
        ByteBuffer from = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer to =
                ByteBuffer.allocate(Math.multiplyExact(count, held.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            switch (held) {
                case FLOAT -> to.putFloat(real(from));
                case INT32 -> to.putInt((int) integer(from));
                case INT64 -> to.putLong(integer(from));
                default -> throw new IllegalStateException("no type is widened to " + held);
            }
        }
        return to.array();
    }

    private float real(ByteBuffer from) {
        return switch (this) {
            case FLOAT16 -> half(from.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << Short.SIZE);
            default -> narrow(from.getDouble());
        };
    }

    private static float narrow(double value) {
        float narrow = (float) value;
        if (Float.isInfinite(narrow) && !Double.isInfinite(value)) {
            throw new GraphException("the value " + value + " does not fit into float32, in which networks are trained:"
                    + " export the network with smaller numbers");
        }
        return narrow;
    }

    /** IEEE 754 binary16; every value is exact in float32. */
    private static float half(short bits) {
        int exponent = bits >> HALF_FRACTION_BITS & HALF_EXPONENT;
        int fraction = bits & HALF_FRACTION;
        float size;
        if (exponent == HALF_EXPONENT) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((float) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS);
        } else {
            size = Math.scalb((float) (fraction + HALF_FRACTION + 1), exponent - HALF_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -size : size;
    }

    private long integer(ByteBuffer from) {
        return switch (this) {
            case UINT8 -> Byte.toUnsignedInt(from.get());
            case INT8 -> from.get();
            case UINT16 -> Short.toUnsignedInt(from.getShort());
            case INT16 -> from.getShort();
            case UINT32 -> Integer.toUnsignedLong(from.getInt());
            default -> signed(from.getLong());
        };
    }

    private static long signed(long unsigned) {
        if (unsigned < 0) {
            throw new GraphException("the value " + Long.toUnsignedString(unsigned)
                    + " does not fit into int64: export the network with signed integers");
        }
        return unsigned;
    }
}
