package org.dpmodel.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.form.AllocatedGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;

/**
 * Merges nearly equal steps when there are many different ones, for example if noise decays at every step: noise and
 * probabilities are rounded to a geometric lattice. Less noise, larger probabilities and fewer bins dominate more noise,
 * smaller probabilities and more bins, so there is a safe direction for rounding.
 */
final class StepMerging {
    private static final int DISTINCT_STEPS = 100;
    /** The law of an epoch of random allocation is more expensive than that of a step. */
    private static final int DISTINCT_EPOCHS = 20;

    private static final double SPACING = 1e-3;
    /** Prevents the rounding of logarithms from moving values on the lattice to the wrong side. */
    private static final double ROUNDING = 1e-8;

    /**
     * Beyond these limits, losses are too small for their accuracy, or the grid would take hours. Steps with smaller
     * losses are charged as steps at the limit, and left out of lower bounds; with less noise, RDP answers and there is
     * no lower bound.
     */
    private static final double MOST_NOISE = 1e12;

    private static final double LEAST_PROBABILITY = 1e-20;
    private static final double LEAST_NOISE = 5e-4;
    /** Ends of the laws of epochs. */
    private static final double MOST_EPOCH_NOISE = 1e3;

    private static final double LEAST_EPOCH_NOISE = 0.1;

    private static final long MOST_BINS = 1 << 22;

    private StepMerging() {}

    /** Whether the noise of all steps is enough for a grid. */
    static boolean isResolvable(Map<ReducedForm.Step, Long> counts) {
        return counts.keySet().stream().allMatch(step -> noise(step) >= LEAST_NOISE);
    }

    private static double noise(ReducedForm.Step step) {
        if (step instanceof PoissonGaussian sampled) {
            return sampled.noiseMultiplier();
        }
        if (step instanceof TruncatedPoissonGaussian cut) {
            return cut.noiseMultiplier() / 2;
        }
        return ((AllocatedGaussian) step).noiseMultiplier();
    }

    /** Moves steps into the range of the grid, in the safe direction. */
    static Map<ReducedForm.Step, Long> withinReach(Map<? extends ReducedForm.Step, Long> counts, boolean upper) {
        Map<ReducedForm.Step, Long> result = new LinkedHashMap<>();
        counts.forEach((step, count) -> {
            ReducedForm.Step moved = withinReach(step);
            if (upper || moved.equals(step)) {
                result.merge(moved, count, Math::addExact);
            }
        });
        return result;
    }

    private static ReducedForm.Step withinReach(ReducedForm.Step step) {
        if (step instanceof PoissonGaussian sampled) {
            return new PoissonGaussian(
                    Math.max(LEAST_PROBABILITY, sampled.samplingProbability()),
                    Math.min(MOST_NOISE, sampled.noiseMultiplier()));
        }
        if (step instanceof TruncatedPoissonGaussian cut) {
            return new TruncatedPoissonGaussian(
                    Math.max(LEAST_PROBABILITY, cut.samplingProbability()),
                    Math.min(MOST_NOISE, cut.noiseMultiplier()),
                    cut.fullProbability(),
                    cut.cutProbability());
        }
        AllocatedGaussian epoch = (AllocatedGaussian) step;
        return epoch(Math.min(MOST_BINS, epoch.bins()), Math.min(MOST_EPOCH_NOISE, epoch.noiseMultiplier()));
    }

    static Map<ReducedForm.Step, Long> merge(Map<ReducedForm.Step, Long> counts, boolean upper) {
        double spacing = SPACING;
        Map<ReducedForm.Step, Long> merged = counts;
        while (merged.size() > DISTINCT_STEPS || epochs(merged) > DISTINCT_EPOCHS) {
            merged = new LinkedHashMap<>();
            for (var entry : counts.entrySet()) {
                merged.merge(moved(entry.getKey(), spacing, upper), entry.getValue(), Math::addExact);
            }
            spacing *= 2;
        }
        return merged;
    }

    private static long epochs(Map<ReducedForm.Step, Long> counts) {
        return counts.keySet().stream()
                .filter(AllocatedGaussian.class::isInstance)
                .count();
    }

    private static ReducedForm.Step moved(ReducedForm.Step step, double spacing, boolean upper) {
        if (step instanceof PoissonGaussian sampled) {
            return new PoissonGaussian(
                    movedProbability(sampled.samplingProbability(), spacing, upper),
                    movedNoise(sampled.noiseMultiplier(), spacing, upper));
        }
        if (step instanceof TruncatedPoissonGaussian cut) {
            return new TruncatedPoissonGaussian(
                    movedProbability(cut.samplingProbability(), spacing, upper),
                    movedNoise(cut.noiseMultiplier(), spacing, upper),
                    movedProbability(cut.fullProbability(), spacing, upper),
                    cut.cutProbability());
        }
        AllocatedGaussian epoch = (AllocatedGaussian) step;
        return epoch(movedBins(epoch.bins(), spacing, upper), movedNoise(epoch.noiseMultiplier(), spacing, upper));
    }

    /** Whether an epoch's noise is enough for its law. */
    static boolean isAmplified(AllocatedGaussian epoch) {
        return epoch.noiseMultiplier() >= LEAST_EPOCH_NOISE;
    }

    /** An epoch, or the unsampled step that bounds its cost if it is outside the range of the grid. */
    private static ReducedForm.Step epoch(long bins, double noiseMultiplier) {
        if (bins > 1) {
            AllocatedGaussian epoch = new AllocatedGaussian(bins, noiseMultiplier);
            return isAmplified(epoch) ? epoch : new PoissonGaussian(1, noiseMultiplier);
        }
        return new PoissonGaussian(1, noiseMultiplier);
    }

    private static long movedBins(long bins, double spacing, boolean upper) {
        double logarithm = Math.log((double) bins) / spacing;
        return upper
                ? (long) Math.exp(spacing * Math.floor(logarithm - ROUNDING))
                : (long) Math.ceil(Math.exp(spacing * Math.ceil(logarithm + ROUNDING)));
    }

    private static double movedNoise(double noiseMultiplier, double spacing, boolean upper) {
        double noise = Math.log(noiseMultiplier) / spacing;
        return Math.exp(spacing * (upper ? Math.floor(noise - ROUNDING) : Math.ceil(noise + ROUNDING)));
    }

    private static double movedProbability(double value, double spacing, boolean upper) {
        double probability = Math.log(value) / spacing;
        return Math.min(
                1,
                Math.exp(spacing * (upper ? Math.ceil(probability + ROUNDING) : Math.floor(probability - ROUNDING))));
    }
}
