package org.dpmodel.optimizer;

/**
 * What an update knows about its step.
 *
 * @param learningRate η
 * @param number t, counted from 1 as in the formulas of the literature
 * @param noiseVariance variance of the noise on each element of the averaged gradients; 0 without noise
 */
record Step(double learningRate, long number, double noiseVariance) {
    /** 1 − βᵗ, by which a mean with decay β that began at 0 has to be divided. */
    double correction(double beta) {
        return 1 - Math.pow(beta, (double) number);
    }
}
