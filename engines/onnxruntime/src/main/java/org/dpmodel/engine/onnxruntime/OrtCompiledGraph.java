package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.engine.RunGuard;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.onnx.OnnxFormat;

/**
 * A session of ONNX Runtime. Inputs are read from, and outputs written into, the host tensors themselves: native tensors
 * over them are made once and kept for the {@value TensorBindings#CAPACITY} last used {@link Tensors} of each role.
 */
final class OrtCompiledGraph implements CompiledGraph {
    private final String name;
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;
    private final OrtSession session;
    private final TensorBindings inputBindings;
    private final TensorBindings outputBindings;
    private final RunGuard guard;
    private Tensors lastInputs;
    private Tensors lastOutputs;

    private OrtCompiledGraph(String name, OnnxModel model, OrtEnvironment environment, OrtSession session) {
        this.name = name;
        this.inputs = model.graph().inputs();
        this.outputs = model.graph().outputs();
        this.session = session;
        this.inputBindings = new TensorBindings(environment, inputs, "input");
        this.outputBindings = new TensorBindings(environment, outputs, "output");
        this.guard = new RunGuard(name);
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
    public List<ValueInfo> inputs() {
        return inputs;
    }

    @Override
    public List<ValueInfo> outputs() {
        return outputs;
    }

    @Override
    public void run(Tensors in, Tensors out) {
        guard.begin();
        try {
            Map<String, OnnxTensor> feeds = inputBindings.bind(in);
            Map<String, OnnxTensor> results = outputBindings.bind(out);
            requireDisjoint(in, out);
            runSession(feeds, results);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime failed in " + name + ": " + e.getMessage(), e);
        } finally {
            guard.end();
        }
    }

    private void requireDisjoint(Tensors in, Tensors out) {
        if (in != lastInputs || out != lastOutputs) {
            out.requireDisjoint(in);
            lastInputs = in;
            lastOutputs = out;
        }
    }

    private void runSession(Map<String, OnnxTensor> feeds, Map<String, OnnxTensor> results) throws OrtException {
        // All outputs are pinned, so the result owns nothing; its close only marks it as closed.
        OrtSession.Result result = session.run(feeds, Set.of(), results);
        result.close();
    }

    @Override
    public void close() {
        if (guard.close()) {
            NativeCalls.begin();
            try (session;
                    inputBindings;
                    outputBindings) {
                lastInputs = null;
                lastOutputs = null;
            } catch (OrtException e) {
                throw new EngineException("ONNX Runtime failed to close " + name + ": " + e.getMessage(), e);
            } finally {
                NativeCalls.end();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
