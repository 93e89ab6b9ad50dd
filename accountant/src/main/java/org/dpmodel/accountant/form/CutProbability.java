package org.dpmodel.accountant.form;

import org.dpmodel.accountant.validation.Checks;

/**
 * An upper bound on the probability that any of the truncated Poisson samples is actually truncated; the events on the
 * samples are separate forms.
 *
 * <p>A truncated sample differs from the Poisson sample with at most this probability t, in a dataset and in its
 * neighbours. So if the untruncated events are (epsilon, delta) private, the truncated ones are (epsilon, delta + (1 +
 * e^epsilon) t) private, where t is the sum over all events (as Chua et al. 2024, arXiv 2411.04205, for truncated Poisson
 * batches).
 *
 * @param probability above 0; a sum over many samples may exceed 1
 */
public record CutProbability(double probability) implements ReducedForm.Sum<CutProbability> {
    /**
     * Checks the component.
     *
     * @param probability as for the record
     */
    public CutProbability {
        Checks.positive("probability", probability, "leave the form out if no sample can be truncated");
    }

    @Override
    public CutProbability plus(CutProbability other) {
        return new CutProbability(probability + other.probability);
    }

    @Override
    public CutProbability times(long count) {
        return new CutProbability(probability * count);
    }
}
