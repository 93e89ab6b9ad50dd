/**
 * Which examples a step draws. The privacy charge follows from the sampling scheme, so a scheme says exactly how it
 * draws; {@link org.dpmodel.sampling.PoissonSampling} by an exact independent coin for each example.
 */
package org.dpmodel.sampling;
