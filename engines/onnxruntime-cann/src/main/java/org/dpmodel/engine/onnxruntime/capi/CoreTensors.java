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
final class CoreTensors implements AutoCloseable {
    /** What native code reads and writes; kept so that it is not freed before the native tensors are. */
    private final Object memory;

    private final List<CoreTensor> tensors = new ArrayList<>();
    private final Memory array;

    private CoreTensors(Object memory, int size) {
        this.memory = memory;
        this.array = new Memory(Math.max(1, size) * (long) Native.POINTER_SIZE);
    }

    /** Tensors over those of the host, whose names and types must be those of the values. */
    static CoreTensors over(CoreMemory place, List<ValueInfo> values, Tensors host) {
        CoreTensors created = new CoreTensors(host, values.size());
        try {
            for (ValueInfo value : values) {
                HostTensor tensor = host.get(value.name());
                created.add(place, Native.getDirectBufferPointer(tensor.bytes()), value);
            }
            return created;
        } catch (CoreException e) {
            created.close();
            throw e;
        }
    }

    /** Tensors over scratch memory, one block for each value. */
    static CoreTensors over(CoreMemory place, List<ValueInfo> values, ScratchMemory scratch) {
        CoreTensors created = new CoreTensors(scratch, values.size());
        try {
            for (int i = 0; i < values.size(); i++) {
                created.add(place, scratch.block(i), values.get(i));
            }
            return created;
        } catch (CoreException e) {
            created.close();
            throw e;
        }
    }

    private void add(CoreMemory place, Pointer address, ValueInfo value) {
        CoreTensor tensor = CoreTensor.over(place, address, value.type());
        array.setPointer(tensors.size() * (long) Native.POINTER_SIZE, tensor.pointer());
        tensors.add(tensor);
    }

    Pointer pointer() {
        return array;
    }

    @Override
    public void close() {
        tensors.forEach(CoreTensor::close);
        tensors.clear();
        array.close();
    }

    @Override
    public String toString() {
        return tensors.size() + " tensors over " + memory;
    }
}
