package org.dpmodel.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.ReducedEvent.PoissonGaussian;

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

    private StepMerging() {}

    static Map<PoissonGaussian, Long> merge(Map<PoissonGaussian, Long> counts, boolean upper) {
        double spacing = SPACING;
        Map<PoissonGaussian, Long> merged = counts;
        while (merged.size() > DISTINCT_STEPS) {
            merged = new LinkedHashMap<>();
            for (var entry : counts.entrySet()) {
                merged.merge(move(entry.getKey(), spacing, upper), entry.getValue(), Long::sum);
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
