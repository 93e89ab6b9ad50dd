package org.dpmodel.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.BoundGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.GraphTypes;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.djl.array.ArrayNode;
import org.dpmodel.engine.djl.array.ArrayOperators;
import org.dpmodel.engine.djl.array.ArrayTypes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.ValueInfo;

/**
 * A graph that is run node by node. All arrays of a run, including those over the host's tensors, belong to a manager
 * that is closed with the run: arrays created from an array belong to the manager of that array, so none may live longer.
 */
final class DjlCompiledGraph extends BoundGraph<Tensors> {
    private final Graph graph;
    private final GraphTypes types;
    private final NDManager manager;
    private final Map<String, HostTensor> constants = new LinkedHashMap<>();

    DjlCompiledGraph(Graph graph, Device device, ai.djl.engine.Engine engine) {
        super("graph " + graph.name() + " on " + device + " (" + engine.getEngineName() + ")", graph);
        this.graph = graph;
        graph.nodes().forEach(node -> ArrayOperators.find(node, graph.name()));
        this.types = GraphTypes.of(graph);
        for (Map.Entry<String, Constant> constant : graph.initializers().entrySet()) {
            HostTensor memory = HostTensor.allocate(constant.getValue().type());
            memory.bytes().put(constant.getValue().bytes());
            constants.put(constant.getKey(), memory);
        }
        this.manager = engine.newBaseManager(ai.djl.Device.cpu());
    }

    @Override
    protected Tensors bind(Tensors tensors, List<ValueInfo> values) {
        return tensors;
    }

    @Override
    protected void release(Tensors bound) {
        // Host memory alone was bound.
    }

    @Override
    protected void execute(Tensors in, Tensors out) {
        try (NDManager scope = manager.newSubManager()) {
            Map<String, NDArray> values = new HashMap<>();
            inputs().forEach(input -> values.put(input.name(), array(scope, in.get(input.name()))));
            constants.forEach((constant, memory) -> values.put(constant, array(scope, memory)));
            for (Node node : graph.nodes()) {
                compute(node, values);
            }
            for (ValueInfo output : outputs()) {
                copy(output, values.get(output.name()), out.get(output.name()));
            }
        }
    }

    private static NDArray array(NDManager scope, HostTensor tensor) {
        Shape shape = new Shape(tensor.type().shape().dims());
        return scope.create(tensor.bytes(), shape, ArrayTypes.of(tensor.type().dataType()));
    }

    private void compute(Node node, Map<String, NDArray> values) {
        ArrayNode call = new ArrayNode(types, node, values);
        try {
            List<NDArray> results = ArrayOperators.find(node, graph.name()).compute(call);
            for (int i = 0; i < node.outputs().size(); i++) {
                values.put(node.outputs().get(i), results.get(i));
            }
        } catch (EngineException e) {
            throw e;
        } catch (GraphException e) {
            throw new EngineException("graph " + graph.name() + ", " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw call.error("DJL failed: " + e.getMessage(), e);
        }
    }

    private void copy(ValueInfo output, NDArray array, HostTensor target) {
        boolean fits =
                Arrays.equals(array.getShape().getShape(), output.type().shape().dims())
                        && array.getDataType() == ArrayTypes.of(output.type().dataType());
        if (!fits) {
            throw new EngineException("output " + output.name() + " of " + this + " is declared as " + output.type()
                    + " but computed as " + array.getDataType() + array.getShape() + ": declare the computed type");
        }
        target.bytes().put(array.toByteBuffer(true));
    }

    @Override
    protected void releaseGraph() {
        manager.close();
    }
}
