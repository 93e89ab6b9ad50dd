package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.engine.BoundGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.onnx.OnnxFormat;

/**
 * A session of ONNX Runtime. Inputs are read from, and outputs written into, the host tensors themselves: native tensors
 * over them are created once and kept for the last used {@link Tensors}.
 */
final class OrtCompiledGraph extends BoundGraph<Map<String, OnnxTensor>> {
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OrtCompiledGraph(String name, OnnxModel model, OrtEnvironment environment, OrtSession session) {
        super(name, model.graph());
        this.environment = environment;
        this.session = session;
    }

    static OrtCompiledGraph create(
            OrtEnvironment environment, OnnxModel model, Device device, SessionOptions settings) {
        String name = "graph " + model.graph().name() + " on " + device;
        try {
            OrtSession session = environment.createSession(OnnxFormat.write(model), settings);
            return new OrtCompiledGraph(name, model, environment, session);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime refuses " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected Map<String, OnnxTensor> bind(Tensors tensors, List<ValueInfo> values) {
        Map<String, OnnxTensor> created = new LinkedHashMap<>();
        try {
            for (ValueInfo value : values) {
                created.put(value.name(), over(tensors.get(value.name())));
            }
            return Collections.unmodifiableMap(created);
        } catch (OrtException | RuntimeException e) {
            release(created);
            throw new EngineException("ONNX Runtime failed in " + this + ": " + e.getMessage(), e);
        }
    }

    private OnnxTensor over(HostTensor tensor) throws OrtException {
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

    @Override
    protected void release(Map<String, OnnxTensor> bound) {
        bound.values().forEach(OnnxTensor::close);
    }

    @Override
    protected void execute(Map<String, OnnxTensor> in, Map<String, OnnxTensor> out) {
        try {
            // All outputs are pinned, so the result owns nothing; its close only marks it as closed.
            session.run(in, Set.of(), out).close();
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime failed in " + this + ": " + e.getMessage(), e);
        }
    }

    @Override
    protected void releaseGraph() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime failed to close " + this + ": " + e.getMessage(), e);
        }
    }
}
