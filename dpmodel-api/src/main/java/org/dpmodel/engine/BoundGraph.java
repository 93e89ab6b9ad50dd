package org.dpmodel.engine;

import java.lang.ref.Reference;
import java.util.List;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.ValueInfo;

/**
 * Base of the engines' compiled graphs: enforces the thread rule, the safe end of the process and the checks of
 * tensors, and caches what the engine created for the last tensors. An engine implements the conversion of tensors and
 * the run.
 *
 * @param <B> what the engine creates for {@link Tensors}, for example native tensors over their memory
 */
public abstract class BoundGraph<B> implements CompiledGraph {
    private final String name;
    private final List<ValueInfo> inputs;
    private final List<ValueInfo> outputs;
    private final TensorBindings<B> inputBindings;
    private final TensorBindings<B> outputBindings;
    private final RunGuard guard;
    private Tensors lastInputs;
    private Tensors lastOutputs;

    /**
     * An open graph.
     *
     * @param name the graph and its device, for messages
     * @param graph its inputs and outputs
     */
    protected BoundGraph(String name, Graph graph) {
        this.name = name;
        this.inputs = graph.inputs();
        this.outputs = graph.outputs();
        this.inputBindings = new TensorBindings<>(inputs, "input", tensors -> bind(tensors, inputs), this::release);
        this.outputBindings = new TensorBindings<>(outputs, "output", tensors -> bind(tensors, outputs), this::release);
        this.guard = new RunGuard(name);
    }

    /**
     * Creates the engine's own objects for tensors that were not used recently. If it throws, nothing native is left.
     *
     * @param tensors tensors whose names and types are right
     * @param values the inputs or outputs of the graph that they are for, in order
     * @return the engine's object, which is passed to {@link #execute} and eventually to {@link #release}
     * @throws EngineException if the engine fails
     */
    protected abstract B bind(Tensors tensors, List<ValueInfo> values);

    /**
     * Releases what {@link #bind} created.
     *
     * @param bound what it made
     */
    protected abstract void release(B bound);

    /**
     * Runs the graph once.
     *
     * @param in of the tensors that are read
     * @param out of the tensors that are written, none of which is read
     * @throws EngineException if the engine fails
     */
    protected abstract void execute(B in, B out);

    /** Called once, before anything is released. Does nothing unless overridden. */
    protected void beforeRelease() {}

    /**
     * Releases the graph itself, once, after everything that was bound.
     *
     * @throws EngineException if the engine fails
     */
    protected abstract void releaseGraph();

    @Override
    public final List<ValueInfo> inputs() {
        return inputs;
    }

    @Override
    public final List<ValueInfo> outputs() {
        return outputs;
    }

    @Override
    public final void run(Tensors in, Tensors out) {
        guard.begin();
        try {
            B feeds = inputBindings.bind(in);
            B results = outputBindings.bind(out);
            requireDisjoint(in, out);
            execute(feeds, results);
        } finally {
            guard.end();
            Reference.reachabilityFence(this);
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
    public final void close() {
        if (guard.close()) {
            NativeCalls.begin();
            try {
                releaseAll();
            } finally {
                NativeCalls.end();
            }
        }
    }

    private void releaseAll() {
        try (inputBindings;
                outputBindings) {
            lastInputs = null;
            lastOutputs = null;
            beforeRelease();
        } finally {
            releaseGraph();
        }
    }

    @Override
    public final String toString() {
        return name;
    }
}
