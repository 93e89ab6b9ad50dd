package org.dpmodel.training;

import org.dpmodel.graph.lowering.GraphTarget;

/**
 * One way to compute a step: which lowerings, in graphs of which sizes. Forms of the same step give the same sums up to
 * rounding, and differ in speed and in whether a row's bits depend on where it lies.
 *
 * @param target the lowerings
 * @param sizes sizes of the graphs, in examples
 * @param unitSize examples that are clipped as one
 */
record StepForm(GraphTarget target, PhysicalBatches sizes, int unitSize) {
    /** Most units whose clipped gradients one graph adds up in float32. */
    int units() {
        return sizes.largest() / unitSize;
    }

    /** The share of the clipping norm that pays for all roundings of the form (ADR 302). */
    double margin() {
        return target.marginOf(units());
    }

    @Override
    public String toString() {
        return "target " + target + ", batches of " + sizes;
    }
}
