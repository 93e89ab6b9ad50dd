package org.dpmodel.training;

import org.dpmodel.callback.StepReport;

/**
 * The sum of the clipped gradients of a step, before noise, and what was seen on the way. All of it is sensitive.
 *
 * @param sums one array for each parameter, owned by the caller
 * @param report losses, norms and counts
 */
public record ClippedSum(float[][] sums, StepReport report) {}
