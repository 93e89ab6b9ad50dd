package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.ValueInfo;

/** Native tensors in the order of a graph's inputs or outputs, and the array of their addresses that a run takes. Close it. */
final class CApiTensors implements AutoCloseable {
    /** What native code reads and writes; kept so that it is not freed before the native tensors are. */
    private final Object memory;

    private final List<CApiTensor> tensors = new ArrayList<>();
    private final Memory array;

    private CApiTensors(Object memory, int size) {
        this.memory = memory;
        this.array = new Memory(Math.max(1, size) * (long) Native.POINTER_SIZE);
    }

    /** Tensors over host tensors, whose names and types must be those of the values. */
    static CApiTensors over(CApiMemory place, List<ValueInfo> values, Tensors host) {
        CApiTensors created = new CApiTensors(host, values.size());
        try {
            for (ValueInfo value : values) {
                HostTensor tensor = host.get(value.name());
                created.add(place, Native.getDirectBufferPointer(tensor.bytes()), value);
            }
            return created;
        } catch (CApiException e) {
            created.close();
            throw e;
        }
    }

    /** Tensors over scratch memory, one block for each value. */
    static CApiTensors over(CApiMemory place, List<ValueInfo> values, ScratchMemory scratch) {
        CApiTensors created = new CApiTensors(scratch, values.size());
        try {
            for (int i = 0; i < values.size(); i++) {
                created.add(place, scratch.block(i), values.get(i));
            }
            return created;
        } catch (CApiException e) {
            created.close();
            throw e;
        }
    }

    private void add(CApiMemory place, Pointer address, ValueInfo value) {
        CApiTensor tensor = CApiTensor.over(place, address, value.type());
        array.setPointer(tensors.size() * (long) Native.POINTER_SIZE, tensor.pointer());
        tensors.add(tensor);
    }

    Pointer pointer() {
        return array;
    }

    @Override
    public void close() {
        tensors.forEach(CApiTensor::close);
        tensors.clear();
        array.close();
    }

    @Override
    public String toString() {
        return tensors.size() + " tensors over " + memory;
    }
}
