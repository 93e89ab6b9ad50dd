package org.dpmodel.engine.pytorch;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.ValueInfo;

/**
 * The native tensors over the host tensors that a graph was given, for one role. The least recently used are released
 * when there are more than {@value #CAPACITY}. For one thread at a time.
 */
final class TensorBindings implements AutoCloseable {
    /** Enough for double buffering of training, evaluation and prediction on one graph. */
    static final int CAPACITY = 8;

    private static final boolean BY_ACCESS = true;

    private final NDManager manager;
    private final List<ValueInfo> values;
    private final String role;
    private final Map<Tensors, List<NativeTensor>> bound = new LinkedHashMap<>(2 * CAPACITY, 0.75f, BY_ACCESS);

    TensorBindings(NDManager manager, List<ValueInfo> values, String role) {
        this.manager = manager;
        this.values = values;
        this.role = role;
    }

    /** The native tensors in the order of the graph; checks names and types when they are first seen. */
    List<NativeTensor> bind(Tensors tensors) {
        List<NativeTensor> known = bound.get(tensors);
        if (known == null) {
            tensors.requireMatch(values, role);
            known = create(tensors);
            bound.put(tensors, known);
            evict();
        }
        return known;
    }

    private List<NativeTensor> create(Tensors tensors) {
        List<NativeTensor> created = new ArrayList<>();
        try {
            for (ValueInfo value : values) {
                HostTensor tensor = tensors.get(value.name());
                created.add(NativeTensor.over(tensor.bytes(), tensor.type(), manager));
            }
            return created;
        } catch (RuntimeException e) {
            created.forEach(NativeTensor::close);
            throw e;
        }
    }

    private void evict() {
        Iterator<List<NativeTensor>> eldest = bound.values().iterator();
        while (bound.size() > CAPACITY) {
            List<NativeTensor> dropped = eldest.next();
            eldest.remove();
            dropped.forEach(NativeTensor::close);
        }
    }

    @Override
    public void close() {
        bound.values().forEach(tensors -> tensors.forEach(NativeTensor::close));
        bound.clear();
    }
}
