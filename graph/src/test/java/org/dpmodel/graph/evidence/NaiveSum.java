package org.dpmodel.graph.evidence;

import java.util.ArrayList;
import java.util.List;

/** The definition of a clipped sum, as a loop: one example at a time, mean over the unit, clip, add. */
final class NaiveSum {
    private final List<Gradient> units = new ArrayList<>();

    /** Computes the gradient of each unit from plain batches of one example. */
    static NaiveSum of(TestNetwork test, Runner runner, Batch batch, int unitSize) {
        // A graph of one example cannot tell the axis of examples from others of size 1, so each comes twice.
        Step twice = Step.plain(test, 2, 1);
        NaiveSum naive = new NaiveSum();
        for (int unit = 0; unit < batch.size() / unitSize; unit++) {
            Gradient sum = null;
            for (int member = 0; member < unitSize; member++) {
                int row = unit * unitSize + member;
                Gradient gradient = twice.run(runner, batch.rows(row, row), Double.NaN)
                        .sum()
                        .times(0.5);
                sum = sum == null ? gradient : sum.plus(gradient);
            }
            naive.units.add(sum.times((double) (1f / unitSize)));
        }
        return naive;
    }

    Gradient unit(int index) {
        return units.get(index);
    }

    double[] norms() {
        return units.stream().mapToDouble(Gradient::norm).toArray();
    }

    /** Between the smallest and the largest norm, so that some units are clipped and some are not. */
    double middleNorm() {
        double[] sorted = units.stream().mapToDouble(Gradient::norm).sorted().toArray();
        return (float) ((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }

    Gradient clippedSum(double clippingNorm, double... mask) {
        Gradient sum = units.get(0).times(0);
        for (int i = 0; i < mask.length; i++) {
            sum = sum.plus(units.get(i).clip(clippingNorm).times(mask[i]));
        }
        return sum;
    }
}
