package org.dpmodel.graph.step;

import java.util.Optional;
import java.util.function.Supplier;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.gradient.Units;
import org.dpmodel.graph.isolation.Dependence;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.operator.Recorder;

/** What one node sees while it is recorded. */
record NodeRecorder(Ops ops, GraphTarget target, Units units, Dependence output, Supplier<Optional<Value>> dropout)
        implements Recorder {
    /** For a node without dropout. */
    NodeRecorder(Ops ops, GraphTarget target, Units units, Dependence output) {
        this(ops, target, units, output, Optional::empty);
    }

    /**
     * For a node with a given dependence; if an example has several slices, all of them are its rows. The factors of a
     * dropout are built on demand.
     */
    static NodeRecorder of(
            Ops ops, GraphTarget target, Units units, Dependence output, Supplier<Optional<Value>> dropout) {
        int slices = Math.toIntExact(output.slices());
        Units rows = new Units(Math.multiplyExact(units.examples(), slices), units.unitSize() * slices);
        return new NodeRecorder(ops, target, rows, output, dropout);
    }

    @Override
    public Optional<Value> dropoutFactors() {
        return dropout.get();
    }
}
