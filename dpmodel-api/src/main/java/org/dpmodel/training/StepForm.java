package org.dpmodel.training;

import org.dpmodel.graph.lowering.GraphTarget;

/**
 * One way to compute a step: its lowerings, and the sizes of its graphs. Forms of the same step give the same sums up to
 * rounding, and differ in speed and in whether a row's bits depend on its position.
 *
 * @param target the lowerings
 * @param sizes sizes of the graphs, in examples
 * @param unitSize number of examples that are clipped together
 */
record StepForm(GraphTarget target, PhysicalBatches sizes, int unitSize) {
    /** The most units whose clipped gradients one graph adds up in float32. */
    int units() {
        return sizes.largest() / unitSize;
    }

    /** The fraction of the clipping norm that covers all rounding of the form (ADR 302). */
    double margin() {
        return target.marginOf(units());
    }

    @Override
    public String toString() {
        return "target " + target + ", batches of " + sizes;
    }
}
