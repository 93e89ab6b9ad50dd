package org.dpmodel.nn;

import java.util.Objects;
import java.util.function.BiFunction;
import org.dpmodel.graph.Value;

/**
 * A cell given by a function.
 *
 * @param kind the kind
 * @param function from builder and input to output
 */
record FunctionCell(String kind, BiFunction<NetworkBuilder, Value, Value> function) implements Cell {
    FunctionCell {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(function, "function");
    }

    @Override
    public Value build(NetworkBuilder builder, Value x) {
        return function.apply(builder, x);
    }
}
