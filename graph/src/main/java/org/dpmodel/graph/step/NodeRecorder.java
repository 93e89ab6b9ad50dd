package org.dpmodel.graph.step;

import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.operator.Recorder;

/** What one node sees while it is recorded. */
record NodeRecorder(Ops ops, GraphTarget target, Units units, Dependence output) implements Recorder {
    /** For a node whose output depends on something; where an example owns several slices, all of them are its rows. */
    static NodeRecorder of(Ops ops, GraphTarget target, Units units, Dependence output) {
        int slices = Math.toIntExact(output.slices());
        Units rows = new Units(Math.multiplyExact(units.examples(), slices), units.unitSize() * slices);
        return new NodeRecorder(ops, target, rows, output);
    }
}
