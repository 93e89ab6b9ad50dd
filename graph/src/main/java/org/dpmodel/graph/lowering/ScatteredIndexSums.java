package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;

/**
 * Sums of rows by index with ScatterElements and reduction add, from operator set 16 on. The work depends only on the
 * number of rows. For CPUs, which add one row after another; GPUs add atomically, in an order that differs between runs.
 * ScatterND would be about fifty times as fast in ONNX Runtime, but its threads add to the same row at the same time and
 * lose additions (seen in 1.29.0 with two threads).
 */
public final class ScatteredIndexSums implements IndexSums {
    /** The lowering; it has no settings. */
    public ScatteredIndexSums() {}

    @Override
    public Value sum(Ops ops, Value indices, Value rows, long size) {
        long count = rows.dim(0);
        long width = rows.dim(1);
        Value places = ops.expand(ops.reshape(indices, count, 1), count, width);
        Value zeros = ops.builder().call("ConstantOfShape", Attributes.none(), ops.ints(size, width));
        Attributes adding = Attributes.none().with("axis", 0).with("reduction", new Attribute.Text("add"));
        return ops.builder().call("ScatterElements", adding, zeros, places, rows);
    }
}
