package org.dpmodel.graph.operator;

import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.lowering.GraphTarget;

/** What an operator sees while its forward pass is written into a step graph. */
public interface Recorder {
    /**
     * Where the nodes go.
     *
     * @return the operations
     */
    Ops ops();

    /**
     * The device family whose lowerings are used.
     *
     * @return the target
     */
    GraphTarget target();

    /**
     * How examples form units.
     *
     * @return the units
     */
    Units units();
}
