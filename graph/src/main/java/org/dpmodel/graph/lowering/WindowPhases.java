package org.dpmodel.graph.lowering;

import java.util.List;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/** The elements of a sliding window apart from each other: one value for each place in the window, its "phase". */
interface WindowPhases {
    /**
     * Takes an input apart.
     *
     * @param ops where the nodes go
     * @param x {@code [batch, channels, spatial...]}, the pads of the window included
     * @return for each place in the window, in row-major order, what it sees at all positions; of one shape
     */
    List<Value> of(Ops ops, Value x);

    /**
     * Adds up what belongs to the same element of the input; zero where no window was.
     *
     * @param ops where the nodes go
     * @param parts one for each phase, of the phases' shape
     * @param input shape of the input
     * @return {@code [batch, channels, spatial...]}
     */
    Value join(Ops ops, List<Value> parts, Shape input);
}
