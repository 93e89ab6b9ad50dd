package org.dpmodel.engine.testkit;

import java.nio.ByteBuffer;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.reference.ReferenceTensor;

/** Copies elements between the reference interpreter's tensors and those of engines. */
public final class HostTensors {
    private HostTensors() {}

    /**
     * Writes a tensor, rounded to the element type.
     *
     * @param source the elements
     * @param target a tensor of the same type
     */
    public static void write(ReferenceTensor source, HostTensor target) {
        double[] elements = source.toDoubles();
        ByteBuffer bytes = target.bytes();
        for (double element : elements) {
            switch (target.type().dataType()) {
                case FLOAT -> bytes.putFloat((float) element);
                case DOUBLE -> bytes.putDouble(element);
                case INT32 -> bytes.putInt((int) element);
                case INT64 -> bytes.putLong((long) element);
                case BOOL -> bytes.put((byte) element);
            }
        }
    }

    /**
     * Reads a tensor.
     *
     * @param source a tensor of any element type
     * @return its elements, row-major
     */
    public static double[] toDoubles(HostTensor source) {
        ByteBuffer bytes = source.bytes();
        double[] elements = new double[Math.toIntExact(source.type().shape().size())];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = switch (source.type().dataType()) {
                case FLOAT -> bytes.getFloat();
                case DOUBLE -> bytes.getDouble();
                case INT32 -> bytes.getInt();
                case INT64 -> (double) bytes.getLong();
                case BOOL -> bytes.get();
            };
        }
        return elements;
    }

    static boolean isReal(TensorType type) {
        return type.dataType() == DataType.FLOAT || type.dataType() == DataType.DOUBLE;
    }
}
