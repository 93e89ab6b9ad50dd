package org.dpmodel.nn;

import java.util.function.BiFunction;
import org.dpmodel.graph.Value;

/**
 * A part of a network: nodes from one value to another, with their parameters. Immutable; MindSpore's {@code Cell}. To
 * define your own cell, implement this interface or use {@link #of}; it may use all operators listed in {@code
 * docs/operators.md}.
 */
public interface Cell {
    /**
     * The kind of the cell, which names its parameters: {@code conv2d} gives {@code conv1.weight} and so on.
     *
     * @return a short name in lower case
     */
    String kind();

    /**
     * Adds the cell to a network.
     *
     * @param builder the network
     * @param x the cell's input, {@code [batch, ...]}
     * @return the cell's output
     * @throws org.dpmodel.graph.GraphException if the input does not fit the cell
     */
    Value build(NetworkBuilder builder, Value x);

    /**
     * Whether the cell only groups others, which are then named as if they were in its place.
     *
     * @return false, unless the cell says otherwise
     */
    default boolean isComposition() {
        return false;
    }

    /**
     * A cell of one's own.
     *
     * @param kind the kind, which names its parameters
     * @param build adds the cell to a network: from builder and input to output
     * @return the cell
     */
    static Cell of(String kind, BiFunction<NetworkBuilder, Value, Value> build) {
        return new FunctionCell(kind, build);
    }
}
