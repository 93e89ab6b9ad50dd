package org.dpmodel.spark;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.training.ClippedSum;
import org.dpmodel.training.DistantDataset;
import org.dpmodel.training.DropoutMasks;
import org.dpmodel.training.GradientComputer;
import org.dpmodel.training.StepSums;

/**
 * A dataset of this machine which trains as such, while Spark computes the sum of each step as well, at the same parameters. How far
 * the two are from each other is compared with what ADR 302 allows: a chunk of k units errs by at most u C (k²/2 + 3k/2)(1 + k u), that
 * is by u C (K/2 + 3/2)(1 + K u) for each of its units where no chunk has more than K, and each chunk by 2⁻³² C √d more on the grid.
 */
final class ComparedSums extends ForwardingDataset implements DistantDataset {
    private static final double U = 0x1p-24;
    private static final int MOST_IN_A_CHUNK = 64;

    private final Dataset here;
    private final SparkDataset there;
    private int steps;
    private double worstShareOfBound;
    private double largestBound;

    ComparedSums(Dataset here, SparkDataset there) {
        super(here);
        this.here = here;
        this.there = there;
    }

    @Override
    public Optional<ExampleIds> ids() {
        return here.ids();
    }

    int steps() {
        return steps;
    }

    /** The largest distance of a step's sums, in what is allowed for that step. */
    double worstShareOfBound() {
        return worstShareOfBound;
    }

    /** What is allowed for the largest step, in clipping norms. */
    double largestBound() {
        return largestBound;
    }

    private void compare(double[][] local, double[][] distant, int drawn, double norm) {
        int dimension = Arrays.stream(local).mapToInt(sums -> sums.length).sum();
        double perUnit = U * (MOST_IN_A_CHUNK / 2.0 + 1.5) * (1 + MOST_IN_A_CHUNK * U) + 0x1p-32 * Math.sqrt(dimension);
        double bound = 2 * drawn * perUnit;
        double distance = StepOnSpark.distance(local, distant) / norm;
        worstShareOfBound = Math.max(worstShareOfBound, distance == 0 ? 0 : distance / bound);
        largestBound = Math.max(largestBound, bound);
        steps++;
    }

    @Override
    public StepSums sums(GradientComputer computer, int opset) {
        StepSums local = computer.sums(here, opset);
        StepSums distant = there.sums(computer, opset);
        return new StepSums() {
            @Override
            public void prepare() {
                local.prepare();
                distant.prepare();
            }

            @Override
            public Optional<String> caveat() {
                return local.caveat();
            }

            @Override
            public ClippedSum sum(int[] drawn, OptionalDouble clippingNorm, DropoutMasks masks) {
                double[][] ofSpark = Arrays.stream(
                                distant.sum(drawn, clippingNorm, masks).totals())
                        .map(double[]::clone)
                        .toArray(double[][]::new);
                ClippedSum sum = local.sum(drawn, clippingNorm, masks);
                compare(sum.totals(), ofSpark, drawn.length, clippingNorm.orElseThrow());
                return sum;
            }

            @Override
            public void close() {
                local.close();
                distant.close();
            }
        };
    }
}
