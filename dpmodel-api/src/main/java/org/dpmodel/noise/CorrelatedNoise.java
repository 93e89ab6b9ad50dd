package org.dpmodel.noise;

import org.dpmodel.accountant.factorization.ToeplitzStrategy;

/**
 * Noise that cancels, in later steps, part of the noise of earlier steps (matrix factorization; Denisov, McMahan, Rush,
 * Smith, Thakurta 2022, arXiv 2202.08312). Step t gets (C⁻¹ z)[t], z independent and C the strategy, lower triangular:
 * sums of many steps, which is what parameters are, then have less noise than with independent noise in each step.
 *
 * <p>What is released determines C x + z and is determined by it, x the sums of the steps. An example moves several rows of
 * that, so that the charge depends on in which steps it may take part: such noise goes with a sampling scheme that says so.
 * See docs/adr/106-correlated-noise.md. Only Gaussian noise of one multiplier for all steps has a proof.
 */
public sealed interface CorrelatedNoise extends NoiseMechanism permits BandedNoise {
    /**
     * How many steps an example moves by taking part in one.
     *
     * @return number of diagonals of C that are not zero, at least 1
     */
    int bands();

    /**
     * The strategy of a run.
     *
     * @param steps how many steps the run is planned to have, at least 1
     * @return C, of at most {@link #bands} bands; for more steps than it was made for, the diagonals go on
     */
    ToeplitzStrategy strategy(long steps);

    @Override
    default NoiseSequence begin(long steps, int... sizes) {
        int kept = (int) Math.min(bands(), steps) - 1;
        RowMemory.check(kept, sizes);
        return new CorrelatedSequence(strategy(steps), sizes);
    }
}
