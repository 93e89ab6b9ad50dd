package org.dpmodel.plan;

import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * The noise that was computed for a target. A run keeps it in its ledger: it is computed once and read back when the
 * run is resumed, so another version of the library cannot change it.
 *
 * @param target the cost allowed for the whole training
 * @param noiseMultiplier standard deviation of the noise / clipping norm
 */
public record SolvedNoise(PrivacyTarget target, double noiseMultiplier) {
    /** Checks the number. */
    public SolvedNoise {
        Objects.requireNonNull(target, "target");
        Require.positive("noiseMultiplier", noiseMultiplier, "solve for it");
    }

    /** A description for logs and reports. */
    @Override
    public String toString() {
        return "noise multiplier " + noiseMultiplier + " for " + target;
    }
}
