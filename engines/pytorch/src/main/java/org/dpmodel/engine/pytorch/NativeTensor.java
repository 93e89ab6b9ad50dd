package org.dpmodel.engine.pytorch;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.nio.ByteBuffer;
import org.dpmodel.graph.TensorType;

/** A tensor of PyTorch, ready to be an argument. */
final class NativeTensor implements AutoCloseable {
    private final PtNDArray array;
    private final IValue argument;

    private NativeTensor(PtNDArray array) {
        this.array = array;
        try {
            this.argument = IValue.from(array);
        } catch (RuntimeException e) {
            array.close();
            throw e;
        }
    }

    /**
     * A tensor that shares the memory of a direct buffer. The caller keeps the buffer reachable.
     *
     * @param memory a direct buffer in native byte order
     */
    static NativeTensor over(ByteBuffer memory, TensorType type, NDManager manager) {
        return new NativeTensor(array(memory, type, manager));
    }

    /** A tensor on the device of a manager, with the elements of a direct buffer, which must stay reachable. */
    static NativeTensor onDevice(ByteBuffer memory, TensorType type, NDManager manager) {
        PtNDArray host = array(memory, type, manager);
        if (manager.getDevice().isGpu()) {
            try (host) {
                return new NativeTensor(host.toDevice(manager.getDevice(), true));
            }
        }
        return new NativeTensor(host);
    }

    private static PtNDArray array(ByteBuffer memory, TensorType type, NDManager manager) {
        Shape shape = new Shape(type.shape().dims());
        // The manager's own device may be a GPU, where a buffer of the host cannot be shared.
        try (NDManager host = manager.newSubManager(ai.djl.Device.cpu())) {
            PtNDArray array = (PtNDArray) host.create(memory, shape, dataType(type.dataType()));
            array.attach(manager);
            return array;
        }
    }

    private static DataType dataType(org.dpmodel.graph.DataType type) {
        return switch (type) {
            case FLOAT -> DataType.FLOAT32;
            case DOUBLE -> DataType.FLOAT64;
            case INT32 -> DataType.INT32;
            case INT64 -> DataType.INT64;
            case BOOL -> DataType.BOOLEAN;
        };
    }

    /** The tensor as an argument of a call. */
    IValue argument() {
        return argument;
    }

    @Override
    public void close() {
        argument.close();
        array.close();
    }
}
