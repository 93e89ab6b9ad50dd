package org.dpmodel.optimizer;

/**
 * What an update knows of its step.
 *
 * @param learningRate η
 * @param number t, counted from 1 as the formulas of the literature do
 * @param noiseVariance variance of the noise on each element of the averaged gradients; 0 without noise
 */
record Step(double learningRate, long number, double noiseVariance) {
    /** 1 − βᵗ, what a mean with decay β that began at 0 has to be divided by. */
    double correction(double beta) {
        return 1 - Math.pow(beta, (double) number);
    }
}
