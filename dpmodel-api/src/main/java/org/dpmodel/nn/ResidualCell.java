package org.dpmodel.nn;

import java.util.Objects;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;

/**
 * {@code y = shortcut(x) + body(x)} (He et al. 2015, arXiv:1512.03385). The inner cells are named as in a {@link SequentialCell},
 * those of the body first.
 *
 * @param body what is added to the input
 * @param shortcut converts the input to the shape of the body's output; {@link Identity} if it has that shape
 */
public record ResidualCell(Cell body, Cell shortcut) implements Cell {
    /** Checks that both are there. */
    public ResidualCell {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(shortcut, "shortcut");
    }

    /**
     * {@code y = x + body(x)}.
     *
     * @param body a cell whose output has the shape of its input
     */
    public ResidualCell(Cell body) {
        this(body, new Identity());
    }

    @Override
    public String kind() {
        return "residual";
    }

    @Override
    public boolean isComposition() {
        return true;
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        Value added = builder.add(body, x);
        Value straight = builder.add(shortcut, x);
        if (!added.shape().equals(straight.shape())) {
            throw new GraphException("the body of a residual cell must have the output shape of its shortcut, "
                    + straight.shape() + ", found " + added.shape()
                    + ": pass a shortcut that changes the shape, for example a convolution of size 1");
        }
        return builder.call("Add", Attributes.none(), straight, added);
    }
}
