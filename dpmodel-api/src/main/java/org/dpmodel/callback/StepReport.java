package org.dpmodel.callback;

/**
 * What a step observed in the private data. Always passed on as {@link Sensitive}.
 *
 * @param loss mean loss of the drawn examples; NaN if none was drawn
 * @param drawn number of examples drawn, or of people where people are drawn
 * @param nonFinite number of units that were left out because their gradient was infinite or not a number
 * @param clippedFraction fraction of the drawn units whose gradient was longer than the clipping norm; NaN if none was
 *     drawn or nothing is clipped
 * @param meanNorm mean norm of the units' gradients before clipping; NaN if none was drawn or nothing is clipped
 */
public record StepReport(double loss, int drawn, int nonFinite, double clippedFraction, double meanNorm) {}
