package org.dpmodel.engine.onnxruntime.capi;

import java.util.List;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.engine.RunGuard;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.onnx.OnnxFormat;

/**
 * A session of a core. Inputs are read from, and outputs written into, the host tensors themselves: native tensors over
 * them are made once and kept for the {@value CoreBindings#CAPACITY} last used {@link Tensors} of each role.
 */
public final class CoreCompiledGraph implements CompiledGraph {
    /** No bool, and no float that all elements of a result would have. */
    private static final byte UNWRITTEN = (byte) 0xA5;

    private static final byte ZERO = 0;

    private final String name;
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;
    private final CoreDevice device;
    private final CoreSession session;
    private final CoreMemory memory;
    private final CoreBindings inputBindings;
    private final CoreBindings outputBindings;
    private final RunGuard guard;
    private Tensors lastInputs;
    private Tensors lastOutputs;

    private CoreCompiledGraph(String name, Graph graph, CoreMemory memory, CoreSession session, CoreDevice device) {
        this.name = name;
        this.inputs = graph.inputs();
        this.outputs = graph.outputs();
        this.device = device;
        this.session = session;
        this.memory = memory;
        this.inputBindings = new CoreBindings(memory, inputs, "input");
        this.outputBindings = new CoreBindings(memory, outputs, "output");
        this.guard = new RunGuard(name);
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
        try (ScratchMemory zeros = new ScratchMemory(inputs, ZERO);
                ScratchMemory results = new ScratchMemory(outputs, UNWRITTEN);
                CoreTensors feeds = CoreTensors.over(memory, inputs, zeros);
                CoreTensors written = CoreTensors.over(memory, outputs, results)) {
            session.run(feeds, written);
            for (int i = 0; i < outputs.size(); i++) {
                if (results.isUntouched(i, UNWRITTEN)) {
                    throw new EngineException("output " + outputs.get(i).name() + " of " + name
                            + " is not computed by the device although its run succeeds: its provider has dropped the"
                            + " output; give it an Identity node of its own");
                }
            }
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
            CoreTensors feeds = inputBindings.bind(in);
            CoreTensors results = outputBindings.bind(out);
            requireDisjoint(in, out);
            session.run(feeds, results);
        } catch (CoreException e) {
            throw device.failure("running " + name, e);
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

    @Override
    public void close() {
        if (guard.close()) {
            NativeCalls.begin();
            try (memory;
                    session;
                    inputBindings;
                    outputBindings) {
                device.enter();
                lastInputs = null;
                lastOutputs = null;
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
