package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.form.AllocatedGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;
import org.dpmodel.accountant.internal.DominatingPair;

/** Makes the privacy losses of steps, for bounds of one kind. Keeps what is dear to compute; mutable, not thread-safe. */
final class StepLosses {
    /** What is left out: mass below, which is negligible, and above, which counts as infinite loss. */
    record Truncation(double lowerMass, double upperMass) {
        private static final double MOST = 0.5;

        /** For a side of a mixture: what is rare may be cut off by more, and losses that are never met stay off the grid. */
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
