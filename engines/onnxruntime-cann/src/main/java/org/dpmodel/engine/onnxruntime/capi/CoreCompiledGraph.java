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
 * them are made once and kept for the last used {@link Tensors}.
 */
public final class CoreCompiledGraph extends BoundGraph<CoreTensors> {
    /** No bool, and no float that all elements of a result would have. */
    private static final byte UNWRITTEN = (byte) 0xA5;

    private static final byte ZERO = 0;

    private final CoreDevice device;
    private final CoreSession session;
    private final CoreMemory memory;

    private CoreCompiledGraph(String name, Graph graph, CoreMemory memory, CoreSession session, CoreDevice device) {
        super(name, graph);
        this.device = device;
        this.session = session;
        this.memory = memory;
    }

    /**
     * Loads a model and runs it once on zeros, since a provider may compile, and refuse, at the first run only.
     *
     * @param environment the environment of the core
     * @param name the graph and its device, for messages
     * @param model the model, all shapes known
     * @param options which providers, and how
     * @param device the device that the options name
     * @return the graph, to be closed by the caller
     * @throws EngineException if the model is refused, or an output is not computed
     */
    public static CoreCompiledGraph create(
            CoreEnvironment environment, String name, OnnxModel model, CoreSessionOptions options, CoreDevice device) {
        CoreCompiledGraph created = null;
        try {
            created = load(environment, name, model, options, device);
            created.warmUp();
            CoreCompiledGraph ready = created;
            created = null;
            return ready;
        } catch (CoreException e) {
            throw device.failure("compiling " + name, e);
        } finally {
            if (created != null) {
                created.close();
            }
        }
    }

    private static CoreCompiledGraph load(
            CoreEnvironment environment, String name, OnnxModel model, CoreSessionOptions options, CoreDevice device) {
        Graph graph = model.graph();
        CoreMemory memory = CoreMemory.host(environment.api());
        try {
            CoreSession session = CoreSession.create(
                    environment, OnnxFormat.write(model), options, names(graph.inputs()), names(graph.outputs()));
            return new CoreCompiledGraph(name, graph, memory, session, device);
        } catch (CoreException e) {
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
                CoreTensors feeds = CoreTensors.over(memory, inputs(), zeros);
                CoreTensors written = CoreTensors.over(memory, outputs(), results)) {
            session.run(feeds, written);
            for (int i = 0; i < outputs().size(); i++) {
                if (results.isUntouched(i, UNWRITTEN)) {
                    throw new EngineException("output " + outputs().get(i).name() + " of " + this
                            + " is not computed by the device although its run succeeds: its provider has dropped the"
                            + " output; give it an Identity node of its own");
                }
            }
        }
    }

    @Override
    protected CoreTensors bind(Tensors tensors, List<ValueInfo> values) {
        try {
            return CoreTensors.over(memory, values, tensors);
        } catch (CoreException e) {
            throw device.failure("running " + this, e);
        }
    }

    @Override
    protected void release(CoreTensors bound) {
        bound.close();
    }

    @Override
    protected void execute(CoreTensors in, CoreTensors out) {
        try {
            session.run(in, out);
        } catch (CoreException e) {
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
