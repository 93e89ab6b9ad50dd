package org.dpmodel.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dpmodel.graph.ValueInfo;

/**
 * What an engine caches for the {@link Tensors} that a graph received in one role. The least recently used entry is
 * released when there are more than {@value #CAPACITY}. For one thread at a time.
 */
final class TensorBindings<B> implements AutoCloseable {
    /** Enough for double buffering of training, evaluation and prediction on one graph. */
    private static final int CAPACITY = 8;

    private static final boolean BY_ACCESS = true;

    private final List<ValueInfo> values;
    private final String role;
    private final Function<Tensors, B> create;
    private final Consumer<B> release;
    private final Map<Tensors, B> bound = new LinkedHashMap<>(2 * CAPACITY, 0.75f, BY_ACCESS);

    TensorBindings(List<ValueInfo> values, String role, Function<Tensors, B> create, Consumer<B> release) {
        this.values = values;
        this.role = role;
        this.create = create;
        this.release = release;
    }

    /** The entry for some tensors; names and types are checked when the tensors are first seen. */
    B bind(Tensors tensors) {
        B known = bound.get(tensors);
        if (known == null) {
            tensors.requireMatch(values, role);
            known = create.apply(tensors);
            bound.put(tensors, known);
            evict();
        }
        return known;
    }

    private void evict() {
        Iterator<B> eldest = bound.values().iterator();
        while (bound.size() > CAPACITY) {
            B dropped = eldest.next();
            eldest.remove();
            release.accept(dropped);
        }
    }

    @Override
    public void close() {
        bound.values().forEach(release);
        bound.clear();
    }
}
