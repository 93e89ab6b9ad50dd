package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.dpmodel.graph.TensorType;

/** A native tensor over host memory, which it neither owns nor copies. The memory must outlive it. Close it. */
final class CApiTensor extends CApiObject {
    private CApiTensor(CApiMemory place, Pointer memory, TensorType type, Pointer shape, int rank) {
        super(
                place.api(),
                place.api()
                        .create(
                                CApiFunction.CREATE_TENSOR_WITH_DATA,
                                place.pointer(),
                                memory,
                                type.bytes(),
                                shape,
                                (long) rank,
                                type.dataType().onnxCode()),
                CApiFunction.RELEASE_VALUE);
    }

    /**
     * A tensor over memory.
     *
     * @param place describes host memory
     * @param memory as many bytes as the type has
     * @param type element type and shape
     */
    static CApiTensor over(CApiMemory place, Pointer memory, TensorType type) {
        long[] dims = type.shape().dims();
        try (Memory shape = new Memory(Math.max(1, dims.length) * (long) Long.BYTES)) {
            shape.write(0, dims, 0, dims.length);
            return new CApiTensor(place, memory, type, shape, dims.length);
        }
    }
}
