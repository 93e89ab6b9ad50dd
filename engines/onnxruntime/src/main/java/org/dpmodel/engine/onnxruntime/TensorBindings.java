package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.ValueInfo;

/**
 * The native tensors over the host tensors that a graph was given, for one role. The least recently used are released
 * when there are more than {@value #CAPACITY}. For one thread at a time.
 */
final class TensorBindings implements AutoCloseable {
    /** Enough for double buffering of training, evaluation and prediction on one graph. */
    static final int CAPACITY = 8;

    private static final boolean BY_ACCESS = true;

    private final OrtEnvironment environment;
    private final List<ValueInfo> values;
    private final String role;
    private final Map<Tensors, Map<String, OnnxTensor>> bound = new LinkedHashMap<>(2 * CAPACITY, 0.75f, BY_ACCESS);

    TensorBindings(OrtEnvironment environment, List<ValueInfo> values, String role) {
        this.environment = environment;
        this.values = values;
        this.role = role;
    }

    /** The native tensors; checks names and types when they are first seen. */
    Map<String, OnnxTensor> bind(Tensors tensors) throws OrtException {
        Map<String, OnnxTensor> known = bound.get(tensors);
        if (known == null) {
            tensors.requireMatch(values, role);
            known = create(tensors);
            bound.put(tensors, known);
            evict();
        }
        return known;
    }

    private Map<String, OnnxTensor> create(Tensors tensors) throws OrtException {
        Map<String, OnnxTensor> created = new LinkedHashMap<>();
        try {
            for (ValueInfo value : values) {
                created.put(value.name(), create(tensors.get(value.name())));
            }
            return Collections.unmodifiableMap(created);
        } catch (OrtException | RuntimeException e) {
            created.values().forEach(OnnxTensor::close);
            throw e;
        }
    }

    private OnnxTensor create(HostTensor tensor) throws OrtException {
        return OnnxTensor.createTensor(
                environment,
                tensor.bytes(),
                tensor.type().shape().dims(),
                javaType(tensor.type().dataType()));
    }

    private static OnnxJavaType javaType(DataType type) {
        return switch (type) {
            case FLOAT -> OnnxJavaType.FLOAT;
            case DOUBLE -> OnnxJavaType.DOUBLE;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
        };
    }

    private void evict() {
        Iterator<Map<String, OnnxTensor>> eldest = bound.values().iterator();
        while (bound.size() > CAPACITY) {
            Map<String, OnnxTensor> dropped = eldest.next();
            eldest.remove();
            dropped.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        bound.values().forEach(tensors -> tensors.values().forEach(OnnxTensor::close));
        bound.clear();
    }
}
