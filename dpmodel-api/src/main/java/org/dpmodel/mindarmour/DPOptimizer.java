package org.dpmodel.mindarmour;

import java.util.Objects;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.optimizer.Optimizer;

/**
 * An optimizer with its own noise, as MindArmour's {@code DPSGD}, {@code DPMomentum} and {@code DPAdam}. The noise is
 * added where the model always adds it; it is only configured in a different place.
 *
 * @param algorithm updates the parameters
 * @param noise the noise added to the sum of gradients
 * @param microBatches number of microbatches, which must equal the model's
 */
public record DPOptimizer(Optimizer algorithm, NoiseMechanism noise, int microBatches) {
    /** Checks that nothing is missing. */
    public DPOptimizer {
        Objects.requireNonNull(algorithm, "algorithm");
        Objects.requireNonNull(noise, "noise");
    }
}
