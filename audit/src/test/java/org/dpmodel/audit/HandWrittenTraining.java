package org.dpmodel.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dpmodel.audit.canary.Canaries;
import org.dpmodel.plan.PlannedRun;

/**
 * A training loop as people write them, over {@link Canaries}: each step draws records by coins, adds up gradients, adds noise
 * and divides by the expected batch size. It keeps the rules of DP-SGD, or breaks one of them.
 */
final class HandWrittenTraining {
    enum Rule {
        /** None is broken. */
        ALL_KEPT,
        /** Gradients are added up as they are. */
        NO_CLIPPING,
        /** The noise has half the deviation that is charged. */
        HALF_THE_NOISE,
        /** Each of four layers is clipped to the whole norm, but noise is that of one: here, records pull four copies. */
        WRONG_SENSITIVITY,
        /** The gradient of the batch's mean loss is clipped, once, and noised as if each record's had been. */
        MEAN_LOSS,
        /** Features are normalized over the batch before gradients are taken and clipped one by one. */
        BATCH_NORMALIZATION,
        /** Each step draws its noise from a generator that begins with the same seed. */
        ONE_NOISE,
        /** The generator of noise is seeded anew in each epoch, of five steps. */
        NOISE_OF_EPOCHS
    }

    private static final int LAYERS = 4;
    private static final int EPOCH = 5;
    private static final int SEED = 9;

    private final PlannedRun run;
    private final Rule broken;
    private final Canaries canaries;
    private final SplittableRandom random;
    private final double norm;
    private int steps;

    HandWrittenTraining(PlannedRun run, Rule broken, Canaries canaries, long seed) {
        this.run = run;
        this.broken = broken;
        this.canaries = canaries;
        this.random = new SplittableRandom(seed);
        this.norm = run.plan().clipping().initialClippingNorm();
    }

    /** The released mean of the next step. */
    float[] step() {
        double probability = run.plan().sampling().samplingProbability(run.datasetSize());
        List<Integer> drawn = new ArrayList<>();
        for (int i = 0; i < canaries.size(); i++) {
            // one that pulls nothing stands for one that is not there
            if (random.nextDouble() < probability && canaries.pull(i) != 0) {
                drawn.add(i);
            }
        }
        double[] sum = sum(drawn);
        double deviation = norm * run.plan().noise().noiseMultiplier(0) / (broken == Rule.HALF_THE_NOISE ? 2 : 1);
        float[] mean = new float[sum.length];
        SplittableRandom noise = noise();
        for (int row = 0; row < sum.length; row++) {
            mean[row] = (float)
                    ((sum[row] + deviation * noise.nextGaussian()) / run.plan().expectedUnits());
        }
        return mean;
    }

    private SplittableRandom noise() {
        int seed = SEED + steps++ % EPOCH;
        return switch (broken) {
            case ONE_NOISE -> new SplittableRandom(SEED);
            case NOISE_OF_EPOCHS -> new SplittableRandom(seed);
            default -> random;
        };
    }

    private double[] sum(List<Integer> drawn) {
        double[] sum = new double[canaries.rows()];
        switch (broken) {
            case MEAN_LOSS -> meanLoss(drawn, sum);
            case BATCH_NORMALIZATION -> normalized(drawn, sum);
            case ALL_KEPT, HALF_THE_NOISE, ONE_NOISE, NOISE_OF_EPOCHS ->
                drawn.forEach(i -> sum[canaries.row(i)] += clipped(canaries.pull(i)));
            case WRONG_SENSITIVITY ->
                // Four layers whose gradients point where the canary's does: the direction that sees all of them is
                // their mean.
                drawn.forEach(i -> sum[canaries.row(i)] += Math.sqrt(LAYERS) * clipped(canaries.pull(i)));
            case NO_CLIPPING -> drawn.forEach(i -> sum[canaries.row(i)] += canaries.pull(i));
        }
        return sum;
    }

    private double clipped(double gradient) {
        return Math.signum(gradient) * Math.min(norm, Math.abs(gradient));
    }

    private void meanLoss(List<Integer> drawn, double[] sum) {
        drawn.forEach(i -> sum[canaries.row(i)] += canaries.pull(i) / drawn.size());
        double length = 0;
        for (double value : sum) {
            length += value * value;
        }
        double factor = Math.min(1, norm / Math.sqrt(length)) * run.plan().expectedUnits();
        for (int row = 0; row < sum.length; row++) {
            sum[row] *= factor;
        }
    }

    /** Record i has a 1 in its row, and a residual of its pull's sign; its gradient is the residual times its normalized features. */
    private void normalized(List<Integer> drawn, double[] sum) {
        int[] pulled = new int[sum.length];
        drawn.forEach(i -> pulled[canaries.row(i)]++);
        double[] center = new double[sum.length];
        double[] inverse = new double[sum.length];
        double centers = 0;
        for (int row = 0; row < sum.length; row++) {
            double share = (double) pulled[row] / drawn.size();
            inverse[row] = share > 0 && share < 1 ? 1 / Math.sqrt(share * (1 - share)) : 0;
            center[row] = -share * inverse[row];
            centers += center[row] * center[row];
        }
        for (int i : drawn) {
            int own = canaries.row(i);
            double value = center[own] + inverse[own];
            double length = Math.sqrt(centers - center[own] * center[own] + value * value);
            double factor = Math.signum(canaries.pull(i)) * Math.min(1000 * norm, norm / length);
            for (int row = 0; row < sum.length; row++) {
                sum[row] += factor * (row == own ? value : center[row]);
            }
        }
    }
}
