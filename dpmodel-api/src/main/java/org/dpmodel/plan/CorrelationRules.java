package org.dpmodel.plan;

import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.noise.CorrelatedNoise;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.sampling.CyclicPoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.validation.Require;

/** The combinations that have a proof if an example affects more than one step, or one charge pays for several; see ADR 106. */
final class CorrelationRules {
    private CorrelationRules() {}

    /**
     * Refuses what is not proven.
     *
     * @throws IllegalArgumentException if sampling, clipping and noise do not go together
     */
    static void check(SamplingScheme sampling, ClipMechanism clipping, NoiseMechanism noise) {
        if (sampling instanceof CyclicPoissonSampling && !noise.isConstant()) {
            throw Require.broken(
                    "noise",
                    "must have one multiplier for all steps with cyclic sampling, where one charge covers several "
                            + "steps",
                    noise.describe(),
                    "use gaussian or banded noise, or Poisson sampling");
        }
        if (noise instanceof CorrelatedNoise correlated) {
            checkParts(sampling, correlated);
            if (clipping.adaptation().isPresent()) {
                throw Require.broken(
                        "clipping",
                        "must not adapt with correlated noise: there is no proof for the count that it releases with "
                                + "each step",
                        clipping.describe(),
                        "use fixed, per-layer or automatic clipping, or Gaussian noise");
            }
        }
    }

    private static void checkParts(SamplingScheme sampling, CorrelatedNoise noise) {
        int bands = noise.bands();
        if (!(sampling instanceof CyclicPoissonSampling cyclic)) {
            throw Require.broken(
                    "sampling",
                    "must be cyclic with noise of " + bands + " bands, where an example may be in one of " + bands
                            + " steps in a row",
                    sampling.name(),
                    "use SamplingSchemes.cyclic(" + sampling.expectedBatchSize() + ", " + bands
                            + "), --sampling cyclic on the command line");
        }
        if (bands > cyclic.parts()) {
            throw Require.broken(
                    "the noise's bands",
                    "must be at most the " + cyclic.parts()
                            + " parts of cyclic sampling, or two draws of an example would affect the same step",
                    bands,
                    "pass as many parts as bands");
        }
    }
}
