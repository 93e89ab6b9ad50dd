package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.form.AllocatedGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;
import org.dpmodel.accountant.internal.DominatingPair;

/** Creates the privacy losses of steps, for bounds of one kind. Caches expensive results; mutable, not thread-safe. */
final class StepLosses {
    /** The omitted mass: below, where it is negligible, and above, where it counts as infinite loss. */
    record Truncation(double lowerMass, double upperMass) {
        private static final double MOST = 0.5;

        /**
         * The truncation for one side of a mixture: the rare side may be truncated more, and losses that never occur stay
         * off the grid.
         */
        Truncation ofSide(double probability) {
            return new Truncation(lowerMass, Math.min(MOST, upperMass / probability));
        }
    }

    private final Adjacency adjacency;
    private final AllocationLaws allocations;

    StepLosses(Adjacency adjacency, boolean upper) {
        this.adjacency = adjacency;
        this.allocations = new AllocationLaws(upper);
    }

    StepLoss of(ReducedForm.Step step, boolean reversed, Truncation truncation) {
        if (step instanceof PoissonGaussian sampled) {
            return sampled(sampled, reversed, truncation);
        }
        if (step instanceof TruncatedPoissonGaussian cut) {
            return new MixtureLoss(
                    sampled(cut.uncut(), reversed, truncation),
                    sampled(cut.full(), reversed, truncation.ofSide(cut.fullProbability())),
                    cut.fullProbability());
        }
        if (step instanceof AllocatedGaussian epoch) {
            return new AllocationLoss(allocations.of(epoch, truncation.upperMass()), reversed, truncation);
        }
        throw new IllegalArgumentException(
                "step must have a form whose privacy loss distribution is known, found " + step);
    }

    private StepLoss sampled(PoissonGaussian step, boolean reversed, Truncation truncation) {
        DominatingPair pair = DominatingPair.of(step.samplingProbability(), step.noiseMultiplier(), adjacency);
        return SampledLoss.truncated(new PrivacyLoss(pair, reversed), truncation.lowerMass(), truncation.upperMass());
    }
}
