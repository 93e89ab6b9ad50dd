package org.dpmodel.noise;

import org.dpmodel.accountant.factorization.ToeplitzStrategy;

/**
 * Noise that cancels, in later steps, part of the noise of earlier steps (matrix factorization; Denisov, McMahan, Rush,
 * Smith, Thakurta 2022, arXiv 2202.08312). Step t gets (C⁻¹ z)[t], where z is independent noise and the strategy C is
 * lower triangular: sums over many steps, which parameters are, then have less noise than with independent noise in each
 * step.
 *
 * <p>With x the sums of the steps, releasing the noisy sums is equivalent to releasing C x + z. An example moves several
 * rows of this, so the charge depends on the steps in which it may take part: such noise needs a sampling scheme that
 * restricts them. See docs/adr/106-correlated-noise.md. There is a proof only for Gaussian noise with one multiplier for
 * all steps.
 */
public sealed interface CorrelatedNoise extends NoiseMechanism permits BandedNoise {
    /**
     * The number of steps that an example affects by taking part in one.
     *
     * @return number of diagonals of C that are not zero, at least 1
     */
    int bands();

    /**
     * The strategy of a run.
     *
     * @param steps the planned number of steps of the run, at least 1
     * @return C, with at most {@link #bands} bands; if the run has more steps than planned, the diagonals continue
     */
    ToeplitzStrategy strategy(long steps);

    @Override
    default NoiseSequence begin(long steps, int... sizes) {
        int kept = (int) Math.min(bands(), steps) - 1;
        RowMemory.check(kept, sizes);
        return new CorrelatedSequence(strategy(steps), sizes);
    }
}
