package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;

/**
 * Adds a trained row to each position of a sequence, from {@code [batch, length, features]} to the same shape, so that
 * attention can distinguish positions. The table is {@code embedding_table}, {@code [length, features]}.
 *
 * @param tableInit initial values of the table
 */
public record PositionEmbedding(Initializer tableInit) implements Cell {
    /** Checks that there is an initializer. */
    public PositionEmbedding {
        Objects.requireNonNull(tableInit, "tableInit");
    }

    /** A table that starts {@link Normal} with standard deviation 0.01, as an {@link Embedding} does. */
    public PositionEmbedding() {
        this(new Normal(0.01));
    }

    @Override
    public String kind() {
        return "position";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (x.shape().rank() != 3) {
            throw new GraphException("PositionEmbedding reads [batch, length, features], found " + x.shape()
                    + ": put it after an Embedding");
        }
        Value table = builder.parameter("embedding_table", tableInit, x.dim(1), x.dim(2));
        return builder.call("Add", Attributes.none(), x, table);
    }
}
