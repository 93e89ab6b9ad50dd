package org.dpmodel.sampling;

import org.dpmodel.accountant.DpEvent;

/** What the steps of a run release, given their batches; a sampling scheme needs this to charge them. */
public interface StepMechanisms {
    /**
     * The noise multiplier of a step relative to its sensitivity.
     *
     * @param stepsAhead 0 for the step that is about to run, 1 for the one after it
     * @return standard deviation / sensitivity; positive and finite
     */
    double noiseMultiplier(int stepsAhead);

    /**
     * The event of a step, without its sampling.
     *
     * @param noiseMultiplier standard deviation / sensitivity
     * @return for example {@link DpEvent.Gaussian}
     */
    DpEvent event(double noiseMultiplier);
}
