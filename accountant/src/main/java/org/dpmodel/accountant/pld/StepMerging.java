package org.dpmodel.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.form.PoissonGaussian;

/**
 * Puts nearly equal steps together when there are many different ones, as when noise decays at every step: noise and
 * sampling probability are moved to a geometric lattice. Less noise and a larger probability dominate more noise and a
 * smaller one, so the move has a safe direction.
 */
final class StepMerging {
    private static final int DISTINCT_STEPS = 100;
    private static final double SPACING = 1e-3;
    /** Keeps values on the lattice from being moved to the wrong side by the rounding of logarithms. */
    private static final double ROUNDING = 1e-8;

    /**
     * Beyond these, losses are too small for what is known of them, or the grid would take hours. Fainter steps are charged
     * as if they were not, and left out of lower bounds; with less noise, RDP answers and nothing is known from below.
     */
    private static final double MOST_NOISE = 1e12;

    private static final double LEAST_PROBABILITY = 1e-20;
    private static final double LEAST_NOISE = 5e-4;

    private StepMerging() {}

    /** Whether the noise of all steps is enough for a grid. */
    static boolean isResolvable(Map<PoissonGaussian, Long> counts) {
        return counts.keySet().stream().allMatch(step -> step.noiseMultiplier() >= LEAST_NOISE);
    }

    /** Moves steps into the reach of the grid, to the safe side. */
    static Map<PoissonGaussian, Long> withinReach(Map<PoissonGaussian, Long> counts, boolean upper) {
        Map<PoissonGaussian, Long> result = new LinkedHashMap<>();
        counts.forEach((step, count) -> {
            double q = step.samplingProbability();
            double z = step.noiseMultiplier();
            if (upper) {
                q = Math.max(LEAST_PROBABILITY, q);
                z = Math.min(MOST_NOISE, z);
            } else if (q < LEAST_PROBABILITY || z > MOST_NOISE) {
                return;
            }
            result.merge(new PoissonGaussian(q, z), count, Math::addExact);
        });
        return result;
    }

    static Map<PoissonGaussian, Long> merge(Map<PoissonGaussian, Long> counts, boolean upper) {
        double spacing = SPACING;
        Map<PoissonGaussian, Long> merged = counts;
        while (merged.size() > DISTINCT_STEPS) {
            merged = new LinkedHashMap<>();
            for (var entry : counts.entrySet()) {
                merged.merge(move(entry.getKey(), spacing, upper), entry.getValue(), Math::addExact);
            }
            spacing *= 2;
        }
        return merged;
    }

    private static PoissonGaussian move(PoissonGaussian step, double spacing, boolean upper) {
        double q = step.samplingProbability();
        double noise = Math.log(step.noiseMultiplier()) / spacing;
        double probability = Math.log(q) / spacing;
        double movedNoise = Math.exp(spacing * (upper ? Math.floor(noise - ROUNDING) : Math.ceil(noise + ROUNDING)));
        double movedQ =
                Math.exp(spacing * (upper ? Math.ceil(probability + ROUNDING) : Math.floor(probability - ROUNDING)));
        return new PoissonGaussian(Math.min(1, movedQ), movedNoise);
    }
}
