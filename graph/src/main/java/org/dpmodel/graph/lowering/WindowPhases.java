package org.dpmodel.graph.lowering;

import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** The separated elements of a sliding window: one value, called a "phase", for each position in the window. */
interface WindowPhases {
    /**
     * Takes an input apart.
     *
     * @param ops where the nodes go
     * @param x {@code [batch, channels, spatial...]}, the pads of the window included
     * @return for each element of the window, in row-major order, its values at all positions of the window; all of the
     *     same shape
     */
    List<Value> of(Ops ops, Value x);

    /**
     * Adds up the values that belong to the same element of the input; zero where there was no window.
     *
     * @param ops where the nodes go
     * @param parts one for each phase, of the phases' shape
     * @param input shape of the input
     * @return {@code [batch, channels, spatial...]}
     */
    Value join(Ops ops, List<Value> parts, Shape input);
}
