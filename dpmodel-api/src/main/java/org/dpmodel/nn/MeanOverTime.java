package org.dpmodel.nn;

import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Value;

/** The average over the positions of a sequence, {@code [batch, length, features]} to {@code [batch, features]}. */
public record MeanOverTime() implements Cell {
    @Override
    public String kind() {
        return "meanovertime";
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        if (x.shape().rank() != 3) {
            throw new GraphException("MeanOverTime reads [batch, length, features], found " + x.shape()
                    + ": bring its input into that shape, for example with a Reshape");
        }
        Value sum =
                builder.call("ReduceSum", Attributes.none().with("keepdims", 0), x, builder.constant(Constant.ints(1)));
        return builder.mul(sum, 1f / x.dim(1));
    }
}
