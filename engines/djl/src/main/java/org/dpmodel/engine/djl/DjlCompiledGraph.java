package org.dpmodel.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.engine.RunGuard;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.djl.array.ArrayNode;
import org.dpmodel.engine.djl.array.ArrayOperators;
import org.dpmodel.engine.djl.array.ArrayTypes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;

/**
 * A graph that is run node by node. All arrays of a run, those over the host's tensors included, belong to a manager that
 * is closed with the run: arrays made from an array go to the manager of that array, so none may live longer.
 */
final class DjlCompiledGraph implements CompiledGraph {
    private final String name;
    private final Graph graph;
    private final NDManager manager;
    private final Map<String, HostTensor> constants = new LinkedHashMap<>();
    private final RunGuard guard;
    private Tensors lastInputs;
    private Tensors lastOutputs;

    DjlCompiledGraph(Graph graph, Device device, ai.djl.engine.Engine engine) {
        this.name = "graph " + graph.name() + " on " + device + " (" + engine.getEngineName() + ")";
        this.graph = graph;
        graph.nodes().forEach(node -> ArrayOperators.find(node, graph.name()));
        for (Map.Entry<String, Constant> constant : graph.initializers().entrySet()) {
            HostTensor memory = HostTensor.allocate(constant.getValue().type());
            memory.bytes().put(constant.getValue().bytes());
            constants.put(constant.getKey(), memory);
        }
        this.guard = new RunGuard(name);
        this.manager = engine.newBaseManager(ai.djl.Device.cpu());
    }

    @Override
    public List<ValueInfo> inputs() {
        return graph.inputs();
    }

    @Override
    public List<ValueInfo> outputs() {
        return graph.outputs();
    }

    @Override
    public void run(Tensors in, Tensors out) {
        guard.begin();
        try (NDManager scope = manager.newSubManager()) {
            requireMatch(in, out);
            Map<String, NDArray> values = new HashMap<>();
            graph.inputs().forEach(input -> values.put(input.name(), array(scope, in.get(input.name()))));
            constants.forEach((constant, memory) -> values.put(constant, array(scope, memory)));
            for (Node node : graph.nodes()) {
                compute(node, values);
            }
            for (ValueInfo output : graph.outputs()) {
                copy(output, values.get(output.name()), out.get(output.name()));
            }
        } finally {
            guard.end();
            Reference.reachabilityFence(this);
        }
    }

    private void requireMatch(Tensors in, Tensors out) {
        if (in != lastInputs || out != lastOutputs) {
            in.requireMatch(graph.inputs(), "input");
            out.requireMatch(graph.outputs(), "output");
            out.requireDisjoint(in);
            lastInputs = in;
            lastOutputs = out;
        }
    }

    private static NDArray array(NDManager scope, HostTensor tensor) {
        Shape shape = new Shape(tensor.type().shape().dims());
        return scope.create(tensor.bytes(), shape, ArrayTypes.of(tensor.type().dataType()));
    }

    private void compute(Node node, Map<String, NDArray> values) {
        ArrayNode call = new ArrayNode(graph, node, values);
        try {
            List<NDArray> results = ArrayOperators.find(node, graph.name()).compute(call);
            for (int i = 0; i < node.outputs().size(); i++) {
                values.put(node.outputs().get(i), results.get(i));
            }
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            throw call.error("DJL failed: " + e.getMessage(), e);
        }
    }

    private void copy(ValueInfo output, NDArray array, HostTensor target) {
        boolean fits =
                Arrays.equals(array.getShape().getShape(), output.type().shape().dims())
                        && array.getDataType() == ArrayTypes.of(output.type().dataType());
        if (!fits) {
            throw new EngineException("output " + output.name() + " of " + name + " is stated as " + output.type()
                    + " but computed as " + array.getDataType() + array.getShape() + ": state the type computed");
        }
        target.bytes().put(array.toByteBuffer(true));
    }

    @Override
    public void close() {
        if (guard.close()) {
            NativeCalls.begin();
            try {
                manager.close();
            } finally {
                NativeCalls.end();
            }
            lastInputs = null;
            lastOutputs = null;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
