package org.dpmodel.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.TensorType;

/**
 * A tensor in memory that native code reads and writes in place: a direct buffer in native byte order, row-major,
 * allocated once. Mutable; writing while a graph runs gives undefined results. The memory is freed when the tensor is
 * no longer reachable.
 */
public final class HostTensor {
    /** The widest vector registers and cache lines have 64 bytes. */
    private static final int ALIGNMENT = 64;

    private final TensorType type;
    private final ByteBuffer buffer;

    private HostTensor(TensorType type, ByteBuffer buffer) {
        this.type = type;
        this.buffer = buffer;
    }

    /**
     * A tensor of zeros.
     *
     * @param type element type and shape, its batch bound to a number
     * @return the tensor
     * @throws EngineException if the shape is symbolic, or the tensor is larger than 2 GiB
     */
    public static HostTensor allocate(TensorType type) {
        int bytes = size(type);
        ByteBuffer memory = ByteBuffer.allocateDirect(Math.addExact(bytes, ALIGNMENT));
        int start = Math.floorMod(-memory.alignmentOffset(0, ALIGNMENT), ALIGNMENT);
        return new HostTensor(type, memory.slice(start, bytes).order(ByteOrder.nativeOrder()));
    }

    /**
     * A tensor over existing memory.
     *
     * @param type element type and shape
     * @param memory a direct buffer in native byte order; its bytes from position to limit are the elements
     * @return the tensor, which shares the memory
     * @throws EngineException if the buffer is on the heap (native code would work on a copy), read-only, in another
     *     byte order, or not of the size of the type
     */
    public static HostTensor wrap(TensorType type, ByteBuffer memory) {
        if (!memory.isDirect()) {
            throw new EngineException(
                    "memory of a tensor must be a direct buffer, found one on the heap: allocate it with"
                            + " HostTensor.allocate or ByteBuffer.allocateDirect");
        }
        if (memory.isReadOnly()) {
            throw new EngineException(
                    "memory of a tensor must be writable, found a read-only buffer: pass the original");
        }
        if (memory.order() != ByteOrder.nativeOrder()) {
            throw new EngineException("memory of a tensor must be in native byte order " + ByteOrder.nativeOrder()
                    + ", found " + memory.order() + ": call order(ByteOrder.nativeOrder()) first");
        }
        if (memory.remaining() != size(type)) {
            throw new EngineException("memory of a tensor of type " + type + " must have " + size(type)
                    + " bytes, found " + memory.remaining() + ": slice the buffer to the size of the type");
        }
        ByteBuffer slice = memory.slice().order(ByteOrder.nativeOrder());
        if (slice.alignmentOffset(0, type.dataType().bytes()) != 0) {
            throw new EngineException("memory of a tensor of type " + type + " must begin at a multiple of "
                    + type.dataType().bytes() + " bytes, found an offset of "
                    + slice.alignmentOffset(0, type.dataType().bytes()) + ": slice the buffer at an element");
        }
        return new HostTensor(type, slice);
    }

    private static int size(TensorType type) {
        if (type.shape().isSymbolic()) {
            throw new EngineException(
                    "shape of a tensor must be known, found " + type + ": bind the batch to a number first");
        }
        long bytes = type.bytes();
        if (bytes > Integer.MAX_VALUE - ALIGNMENT) {
            throw new EngineException("a tensor must be smaller than 2 GiB, found " + bytes + " bytes for " + type
                    + ": use a smaller physical batch");
        }
        return (int) bytes;
    }

    /**
     * The type.
     *
     * @return element type and shape
     */
    public TensorType type() {
        return type;
    }

    /**
     * The elements as bytes; a bool is one byte, 0 or 1.
     *
     * @return a view with position 0; writes go to the tensor
     */
    public ByteBuffer bytes() {
        return buffer.duplicate().order(ByteOrder.nativeOrder());
    }

    /**
     * The elements of a float32 tensor.
     *
     * @return a view with position 0; writes go to the tensor
     * @throws EngineException if the elements are of another type
     */
    public FloatBuffer floats() {
        expect(DataType.FLOAT);
        return buffer.asFloatBuffer();
    }

    /**
     * The elements of a float64 tensor.
     *
     * @return a view with position 0; writes go to the tensor
     * @throws EngineException if the elements are of another type
     */
    public DoubleBuffer doubles() {
        expect(DataType.DOUBLE);
        return buffer.asDoubleBuffer();
    }

    /**
     * The elements of an int32 tensor.
     *
     * @return a view with position 0; writes go to the tensor
     * @throws EngineException if the elements are of another type
     */
    public IntBuffer ints() {
        expect(DataType.INT32);
        return buffer.asIntBuffer();
    }

    /**
     * The elements of an int64 tensor.
     *
     * @return a view with position 0; writes go to the tensor
     * @throws EngineException if the elements are of another type
     */
    public LongBuffer longs() {
        expect(DataType.INT64);
        return buffer.asLongBuffer();
    }

    private void expect(DataType wanted) {
        if (type.dataType() != wanted) {
            throw new EngineException("expected a tensor of " + wanted + ", found " + type);
        }
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
