package org.dpmodel.nn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.validation.Require;

/** Where cells put their nodes and parameters while a {@link Network} is built. Mutable, for one thread. */
public final class NetworkBuilder {
    private final GraphBuilder graph;
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private String scope = "";

    private NetworkBuilder(String name) {
        this.graph = new GraphBuilder(name, Operators::find);
    }

    static Network build(String name, Cell cell, long... inputShape) {
        Require.atLeast("the rank of inputShape", inputShape.length, 1, "pass 1 if an example is a single number");
        for (long dimension : inputShape) {
            Require.atLeast("a dimension of inputShape", dimension, 1, "pass the sizes of one example's features");
        }
        NetworkBuilder builder = new NetworkBuilder(name);
        long[] batched = new long[inputShape.length + 1];
        batched[0] = 1;
        System.arraycopy(inputShape, 0, batched, 1, inputShape.length);
        Value output = builder.add(cell, builder.graph.input("input", TensorType.floats(batched)));
        builder.graph.scope("");
        builder.graph.output("output", output);
        NetworkGraph network = new NetworkGraph(builder.graph.build(), builder.initializers.keySet());
        return Network.ofCells(Networks.unbind(network), builder.initializers);
    }

    /**
     * Adds a cell under a name of its own: its kind and a number.
     *
     * @param cell the cell
     * @param x its input
     * @return its output
     */
    public Value add(Cell cell, Value x) {
        if (cell instanceof SequentialCell) {
            return cell.build(this, x);
        }
        String outer = scope;
        scope = cell.kind() + counts.merge(cell.kind(), 1, Integer::sum);
        graph.scope(scope);
        Value y = cell.build(this, x);
        scope = outer;
        return y;
    }

    /**
     * Adds a node.
     *
     * @param operator ONNX operator
     * @param attributes its attributes
     * @param inputs its inputs
     * @return its output
     */
    public Value call(String operator, Attributes attributes, Value... inputs) {
        return graph.call(operator, attributes, inputs);
    }

    /**
     * Adds a trained parameter, named after the cell that is being built.
     *
     * @param name for example {@code weight}
     * @param initializer its starting values
     * @param shape its dimensions
     * @return the parameter
     */
    public Value parameter(String name, Initializer initializer, long... shape) {
        String full = scope + "." + name;
        initializers.put(full, initializer);
        Shape dimensions = Shape.of(shape);
        return graph.initializer(full, Constant.floats(dimensions, new float[Math.toIntExact(dimensions.size())]));
    }
}
