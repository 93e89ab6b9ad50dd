package org.dpmodel.engine.onnxruntime.capi;

import java.util.List;
import org.dpmodel.engine.BoundGraph;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.onnx.OnnxFormat;

/**
 * A session of a core. Inputs are read from, and outputs written into, the host tensors themselves: native tensors over
 * them are created once and kept for the last used {@link Tensors}.
 */
public final class CApiCompiledGraph extends BoundGraph<CApiTensors> {
    /** Not a valid bool, and not a float that all elements of a result would have. */
    private static final byte UNWRITTEN = (byte) 0xA5;

    private static final byte ZERO = 0;

    private final CApiDevice device;
    private final CApiSession session;
    private final CApiMemory memory;

    private CApiCompiledGraph(String name, Graph graph, CApiMemory memory, CApiSession session, CApiDevice device) {
        super(name, graph);
        this.device = device;
        this.session = session;
        this.memory = memory;
    }

    /**
     * Loads a model and runs it once on zeros, since some providers compile, and may refuse, only at the first run.
     *
     * @param environment the environment of the core
     * @param name the graph and its device, for messages
     * @param model the model, all shapes known
     * @param options which providers, and how
     * @param device the device that the options name
     * @return the graph, to be closed by the caller
     * @throws EngineException if the model is refused, or an output is not computed
     */
    public static CApiCompiledGraph create(
            CApiEnvironment environment, String name, OnnxModel model, CApiSessionOptions options, CApiDevice device) {
        CApiCompiledGraph created = null;
        try {
            created = load(environment, name, model, options, device);
            created.warmUp();
            CApiCompiledGraph ready = created;
            created = null;
            return ready;
        } catch (CApiException e) {
            throw device.failure("compiling " + name, e);
        } finally {
            if (created != null) {
                created.close();
            }
        }
    }

    private static CApiCompiledGraph load(
            CApiEnvironment environment, String name, OnnxModel model, CApiSessionOptions options, CApiDevice device) {
        Graph graph = model.graph();
        CApiMemory memory = CApiMemory.host(environment.api());
        try {
            CApiSession session = CApiSession.create(
                    environment, OnnxFormat.write(model), options, names(graph.inputs()), names(graph.outputs()));
            return new CApiCompiledGraph(name, graph, memory, session, device);
        } catch (CApiException e) {
            memory.close();
            throw e;
        }
    }

    private static List<String> names(List<ValueInfo> values) {
        return values.stream().map(ValueInfo::name).toList();
    }

    private void warmUp() {
        try (ScratchMemory zeros = new ScratchMemory(inputs(), ZERO);
                ScratchMemory results = new ScratchMemory(outputs(), UNWRITTEN);
                CApiTensors feeds = CApiTensors.over(memory, inputs(), zeros);
                CApiTensors written = CApiTensors.over(memory, outputs(), results)) {
            session.run(feeds, written);
            for (int i = 0; i < outputs().size(); i++) {
                if (results.isUntouched(i, UNWRITTEN)) {
                    throw new EngineException("output " + outputs().get(i).name() + " of " + this
                            + " is not computed by the device although its run succeeds: its provider has dropped the"
                            + " output; give it its own Identity node");
                }
            }
        }
    }

    @Override
    protected CApiTensors bind(Tensors tensors, List<ValueInfo> values) {
        try {
            return CApiTensors.over(memory, values, tensors);
        } catch (CApiException e) {
            throw device.failure("running " + this, e);
        }
    }

    @Override
    protected void release(CApiTensors bound) {
        bound.close();
    }

    @Override
    protected void execute(CApiTensors in, CApiTensors out) {
        try {
            session.run(in, out);
        } catch (CApiException e) {
            throw device.failure("running " + this, e);
        }
    }

    @Override
    protected void beforeRelease() {
        device.enter();
    }

    @Override
    protected void releaseGraph() {
        try (memory) {
            session.close();
        }
    }
}
