package org.dpmodel.engine.reference;

import java.util.List;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.lowering.GraphTarget;

/** The reference engine, whose runs a test changes: a device that computes otherwise in some cases. */
public final class ChangedEngine implements Engine {
    /** Runs a graph, or does something else. */
    @FunctionalInterface
    public interface Run {
        /**
         * Called instead of each run, possibly by several threads.
         *
         * @param graph the graph of the reference engine
         * @param inputs the inputs
         * @param outputs the outputs
         */
        void of(CompiledGraph graph, Tensors inputs, Tensors outputs);
    }

    /** Sees the inputs of a run and may change its outputs. */
    @FunctionalInterface
    public interface Change {
        /**
         * Called after each run, possibly by several threads.
         *
         * @param inputs the inputs
         * @param outputs the outputs
         */
        void after(Tensors inputs, Tensors outputs);
    }

    private final Engine reference = new ReferenceEngine();
    private final Run run;

    /**
     * An engine.
     *
     * @param run what is done instead of each run
     */
    public ChangedEngine(Run run) {
        this.run = run;
    }

    /**
     * An engine that runs all graphs.
     *
     * @param change what is changed after each run
     * @return the engine
     */
    public static ChangedEngine after(Change change) {
        return new ChangedEngine((graph, inputs, outputs) -> {
            graph.run(inputs, outputs);
            change.after(inputs, outputs);
        });
    }

    @Override
    public String name() {
        return reference.name();
    }

    @Override
    public List<Device> devices() {
        return reference.devices();
    }

    @Override
    public List<MissingDevice> missing() {
        return reference.missing();
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        return reference.graphTarget(device);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        CompiledGraph graph = reference.compile(model, device, options);
        return new CompiledGraph() {
            @Override
            public List<ValueInfo> inputs() {
                return graph.inputs();
            }

            @Override
            public List<ValueInfo> outputs() {
                return graph.outputs();
            }

            @Override
            public void run(Tensors inputs, Tensors outputs) {
                run.of(graph, inputs, outputs);
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }
}
