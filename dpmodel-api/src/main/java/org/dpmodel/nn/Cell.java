package org.dpmodel.nn;

import org.dpmodel.graph.Value;

/** A part of a network: nodes from one value to another, with their parameters. Immutable; MindSpore's {@code Cell}. */
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
}
