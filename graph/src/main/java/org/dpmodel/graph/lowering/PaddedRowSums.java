package org.dpmodel.graph.lowering;

import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.build.RowSums;

/**
 * Sums of rows that are first padded with zeros to a whole number of vector registers, so that all rows have the same
 * alignment. For devices whose matrix units are less precise than their sums.
 */
public final class PaddedRowSums implements RowSums {
    /** The widest vector registers hold 16 floats. */
    private static final int GROUP = 16;

    /** The lowering; it has no settings. */
    public PaddedRowSums() {}

    @Override
    public Value sum(Ops ops, Value x) {
        long surplus = x.dim(1) % GROUP;
        return RowSums.DIRECT.sum(ops, surplus == 0 ? x : ops.pad(x, 0, 0, 0, GROUP - surplus));
    }

    /** ONNX Runtime moves a transposition from before the sum to after it, so that the sum is then over rows. */
    @Override
    public Value sumAcross(Ops ops, Value x) {
        long surplus = x.dim(1) % GROUP;
        return RowSums.DIRECT.sumAcross(ops, surplus == 0 ? x : ops.pad(x, 0, 0, 0, 0, GROUP - surplus, 0));
    }
}
