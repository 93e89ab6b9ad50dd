package org.dpmodel.graph;

/** An element type of ONNX tensors, restricted to those that training graphs use. */
public enum DataType {
    /** IEEE 754 binary32. */
    FLOAT(1, 4),
    /** Signed 32-bit integer. */
    INT32(6, 4),
    /** Signed 64-bit integer: shapes, axes, indices. */
    INT64(7, 8),
    /** One byte, 0 or 1. */
    BOOL(9, 1),
    /** IEEE 754 binary64. */
    DOUBLE(11, 8);

    private final int onnxCode;
    private final int bytes;

    DataType(int onnxCode, int bytes) {
        this.onnxCode = onnxCode;
        this.bytes = bytes;
    }

    /**
     * The number of this type in ONNX's {@code TensorProto.DataType}.
     *
     * @return the code
     */
    public int onnxCode() {
        return onnxCode;
    }

    /**
     * Whether the elements are floating-point numbers, the only ones with derivatives.
     *
     * @return false for integers and booleans
     */
    public boolean isReal() {
        return this == FLOAT || this == DOUBLE;
    }

    /**
     * Size of one element.
     *
     * @return bytes
     */
    public int bytes() {
        return bytes;
    }

    /**
     * The type with a code of ONNX's {@code TensorProto.DataType}.
     *
     * @param code the code
     * @return the type
     * @throws GraphException if graphs do not support that type
     */
    public static DataType ofOnnxCode(int code) {
        for (DataType type : values()) {
            if (type.onnxCode == code) {
                return type;
            }
        }
        throw new GraphException("ONNX element type " + code
                + " is not supported: export the network with float, double, int32, int64 or bool tensors");
    }
}
