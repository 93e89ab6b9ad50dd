package org.dpmodel.engine.onnxruntime.capi;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.ValueInfo;

/**
 * The native tensors over the host tensors that a graph was given, for one role. The least recently used are released
 * when there are more than {@value #CAPACITY}. For one thread at a time. Close it.
 */
final class CoreBindings implements AutoCloseable {
    /** Enough for double buffering of training, evaluation and prediction on one graph. */
    static final int CAPACITY = 8;

    private static final boolean BY_ACCESS = true;

    private final CoreMemory place;
    private final List<ValueInfo> values;
    private final String role;
    private final Map<Tensors, CoreTensors> bound = new LinkedHashMap<>(2 * CAPACITY, 0.75f, BY_ACCESS);

    CoreBindings(CoreMemory place, List<ValueInfo> values, String role) {
        this.place = place;
        this.values = values;
        this.role = role;
    }

    /** The native tensors; checks names and types when they are first seen. */
    CoreTensors bind(Tensors tensors) {
        CoreTensors known = bound.get(tensors);
        if (known == null) {
            tensors.requireMatch(values, role);
            known = CoreTensors.over(place, values, tensors);
            bound.put(tensors, known);
            evict();
        }
        return known;
    }

    private void evict() {
        Iterator<CoreTensors> eldest = bound.values().iterator();
        while (bound.size() > CAPACITY) {
            CoreTensors dropped = eldest.next();
            eldest.remove();
            dropped.close();
        }
    }

    @Override
    public void close() {
        bound.values().forEach(CoreTensors::close);
        bound.clear();
    }
}
