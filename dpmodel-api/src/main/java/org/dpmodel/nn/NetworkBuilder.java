package org.dpmodel.nn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.step.Networks;
import org.dpmodel.validation.Require;

/** Collects the nodes and parameters of cells while a {@link Network} is built. Mutable, for one thread. */
public final class NetworkBuilder {
    private final GraphBuilder graph;
    private final Map<String, Initializer> initializers = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private String scope = "";

    private NetworkBuilder(String name) {
        this.graph = new GraphBuilder(name, Operators::find);
    }

    /** A network whose body is given by a function from its builder to its output. */
    static Network build(String name, Function<NetworkBuilder, Value> body) {
        NetworkBuilder builder = new NetworkBuilder(name);
        Value output = body.apply(builder);
        builder.graph.scope("");
        builder.graph.output("output", output);
        NetworkGraph network = new NetworkGraph(builder.graph.build(), builder.initializers.keySet());
        return Network.ofCells(Networks.unbind(network), builder.initializers);
    }

    /**
     * Adds an input of numbers.
     *
     * @param name its name, used by {@link Network#examples} for its rows
     * @param exampleShape shape of one example, without the batch, for example {@code 1, 32, 32}
     * @return the input, float32 {@code [batch, ...]}
     */
    public Value numbers(String name, long... exampleShape) {
        return graph.input(name, TensorType.floats(batched(exampleShape)));
    }

    /**
     * Adds an input of integers, such as the ids of words and categories, which an {@link Embedding} reads. They are
     * checked against the tables that they index when data is read.
     *
     * @param name its name, used by {@link Network#examples} for its rows
     * @param exampleShape shape of one example, without the batch, for example the number of tokens
     * @return the input, int64 {@code [batch, ...]}
     */
    public Value ids(String name, long... exampleShape) {
        return graph.input(name, new TensorType(DataType.INT64, Shape.of(batched(exampleShape))));
    }

    private static long[] batched(long... exampleShape) {
        Require.atLeast("the rank of inputShape", exampleShape.length, 1, "pass 1 if an example is a single number");
        for (long dimension : exampleShape) {
            Require.atLeast("a dimension of inputShape", dimension, 1, "pass the sizes of one example's features");
        }
        long[] batched = new long[exampleShape.length + 1];
        batched[0] = 1;
        System.arraycopy(exampleShape, 0, batched, 1, exampleShape.length);
        return batched;
    }

    /**
     * Adds a cell under a generated name: its kind and a number, after the name of the enclosing cell.
     *
     * @param cell the cell
     * @param x its input
     * @return its output
     */
    public Value add(Cell cell, Value x) {
        if (cell.isComposition()) {
            return cell.build(this, x);
        }
        return within(inner(cell.kind()) + counts.merge(inner(cell.kind()), 1, Integer::sum), cell, x);
    }

    /**
     * Adds a cell under a given name, after the name of the enclosing cell.
     *
     * @param name the name, for example {@code self_attn}; unique within the enclosing cell
     * @param cell the cell
     * @param x its input
     * @return its output
     */
    public Value add(String name, Cell cell, Value x) {
        return within(inner(name), cell, x);
    }

    private String inner(String name) {
        return scope.isEmpty() ? name : scope + "." + name;
    }

    private Value within(String name, Cell cell, Value x) {
        String outer = scope;
        scope = name;
        graph.scope(scope);
        Value y = cell.build(this, x);
        scope = outer;
        graph.scope(scope);
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
        return graph.initializer(full, Constant.zeros(Shape.of(shape)));
    }

    /**
     * Adds a node with several outputs.
     *
     * @param operator ONNX operator
     * @param attributes its attributes
     * @param outputCount how many of its outputs are used
     * @param inputs its inputs
     * @return its outputs
     */
    public List<Value> call(String operator, Attributes attributes, int outputCount, Value... inputs) {
        return graph.call(operator, attributes, outputCount, inputs);
    }

    /**
     * Adds a constant that is not trained.
     *
     * @param constant the numbers
     * @return the constant
     */
    public Value constant(Constant constant) {
        return graph.constant(constant);
    }

    /** Every element and a number. */
    Value add(Value x, float summand) {
        return call("Add", Attributes.none(), x, number(summand));
    }

    /** Multiplies every element by a number. */
    Value mul(Value x, float factor) {
        return call("Mul", Attributes.none(), x, number(factor));
    }

    private Value number(float value) {
        return constant(Constant.floats(Shape.of(1), value));
    }

    /** Every element within bounds. */
    Value clip(Value x, float least, float most) {
        Value lower = constant(Constant.floats(Shape.of(), least));
        Value upper = constant(Constant.floats(Shape.of(), most));
        return call("Clip", Attributes.none(), x, lower, upper);
    }

    /** Reshapes; 0 keeps the size of an axis, such as that of the batch. */
    Value reshape(Value x, long... dims) {
        return call("Reshape", Attributes.none(), x, constant(Constant.ints(dims)));
    }

    /** The axes in another order. */
    Value transpose(Value x, long... order) {
        return call("Transpose", Attributes.none().with("perm", order), x);
    }
}
