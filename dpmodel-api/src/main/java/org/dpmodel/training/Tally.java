package org.dpmodel.training;

import java.nio.FloatBuffer;
import java.util.Set;
import org.dpmodel.callback.StepReport;
import org.dpmodel.graph.step.StepGraph;

/** Counts what the units of one step looked like. */
final class Tally {
    private final int unitSize;
    private double loss;
    private double norms;
    private int units;
    private int clipped;
    private int nonFinite;

    Tally(int unitSize) {
        this.unitSize = unitSize;
    }

    /** Adds the outputs of a physical batch, but for the units that were left out. */
    void count(StepRunner runner, int examples, float clippingNorm, Set<Integer> leftOut) {
        FloatBuffer losses = runner.floats(StepGraph.LOSSES);
        boolean hasNorms = !Float.isNaN(clippingNorm);
        for (int unit = 0; unit < examples / unitSize; unit++) {
            if (leftOut.contains(unit)) {
                nonFinite++;
                continue;
            }
            units++;
            for (int i = unit * unitSize; i < (unit + 1) * unitSize; i++) {
                loss += losses.get(i);
            }
            if (hasNorms) {
                float norm = runner.floats(StepGraph.NORMS).get(unit);
                norms += norm;
                clipped += norm > clippingNorm ? 1 : 0;
            }
        }
        if (!hasNorms) {
            norms = Double.NaN;
        }
    }

    /** Adds what another worker has counted. */
    void add(Tally other) {
        loss += other.loss;
        norms += other.norms;
        units += other.units;
        clipped += other.clipped;
        nonFinite += other.nonFinite;
    }

    /** The count of unclipped units, less 1/2 for each: a unit contributes 1/2 or −1/2, one that was left out nothing. */
    double unclippedExcess() {
        return units - clipped - units / 2.0;
    }

    /** Sums up; means are over the units that were not left out. */
    StepReport report(int drawn) {
        double fraction = Double.isNaN(norms) ? Double.NaN : (double) clipped / units;
        return new StepReport(loss / ((double) units * unitSize), drawn, nonFinite, fraction, norms / units);
    }
}
