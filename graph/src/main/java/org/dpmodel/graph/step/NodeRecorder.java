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
    /** For a node at which nothing is dropped. */
    NodeRecorder(Ops ops, GraphTarget target, Units units, Dependence output) {
        this(ops, target, units, output, Optional::empty);
    }

    /**
     * For a node whose output depends on something; where an example owns several slices, all of them are its rows. What a
     * dropout is multiplied by is built when it asks for it.
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
