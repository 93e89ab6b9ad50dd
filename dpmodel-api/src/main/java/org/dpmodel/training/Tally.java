package org.dpmodel.training;

import java.nio.ByteBuffer;
import org.dpmodel.callback.StepReport;
import org.dpmodel.validation.Require;

/** Statistics of the units of one step. */
final class Tally {
    /** The size of a tally in bytes. */
    static final int BYTES = 2 * Double.BYTES + 3 * Integer.BYTES;

    private final int unitSize;
    private double loss;
    private double norms;
    private int units;
    private int clipped;
    private int nonFinite;

    Tally(int unitSize) {
        this.unitSize = unitSize;
    }

    /** Counts a unit whose gradient was summed without clipping, so that its norm was not needed. */
    void count(double unitLoss) {
        units++;
        loss += unitLoss;
        norms = Double.NaN;
    }

    /** Counts a unit whose gradient was clipped and summed up. */
    void count(double unitLoss, double norm, double clippingNorm) {
        units++;
        loss += unitLoss;
        norms += norm;
        clipped += norm > clippingNorm ? 1 : 0;
    }

    /** Counts a unit that was left out because one of its values is not finite. */
    void countNonFinite() {
        nonFinite++;
    }

    /** Adds the counts of another worker. */
    void add(Tally other) {
        loss += other.loss;
        norms += other.norms;
        units += other.units;
        clipped += other.clipped;
        nonFinite += other.nonFinite;
    }

    /** Writes the counts at the buffer's position. */
    void write(ByteBuffer bytes) {
        bytes.putDouble(loss).putDouble(norms).putInt(units).putInt(clipped).putInt(nonFinite);
    }

    /** Reads counts written by {@link #write}. */
    static Tally read(ByteBuffer bytes, int unitSize) {
        Tally tally = new Tally(unitSize);
        tally.loss = bytes.getDouble();
        tally.norms = bytes.getDouble();
        tally.units = bytes.getInt();
        tally.clipped = bytes.getInt();
        tally.nonFinite = bytes.getInt();
        return tally;
    }

    /** Refuses counts that do not match the drawn units, because a part is missing or occurs twice. */
    void requireUnits(int drawn) {
        if (units + nonFinite != drawn) {
            throw Require.broken(
                    "the units in the parts of a sum",
                    "must be the " + drawn + " that were drawn",
                    units + nonFinite,
                    "add each part once, from the result of one task");
        }
    }

    /**
     * The count of unclipped units, less 1/2 for each unit: a unit contributes 1/2 or −1/2, and one that was left out
     * nothing.
     */
    double unclippedExcess() {
        return units - clipped - units / 2.0;
    }

    /** Summarizes; means are over the units that were not left out. */
    StepReport report(int drawn) {
        double fraction = Double.isNaN(norms) ? Double.NaN : (double) clipped / units;
        return new StepReport(loss / ((double) units * unitSize), drawn, nonFinite, fraction, norms / units);
    }
}
