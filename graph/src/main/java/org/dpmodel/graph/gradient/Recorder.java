package org.dpmodel.graph.gradient;

import org.dpmodel.graph.GraphTarget;
import org.dpmodel.graph.Ops;

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
