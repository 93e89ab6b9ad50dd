/**
 * From drawn examples to a sum of clipped gradients: physical batches, the step graph, exact sums. Start at {@link
 * org.dpmodel.training.GradientComputer}; the loop around it (draw, charge, noise, division, update) is {@code
 * org.dpmodel.TrainingRun}.
 */
package org.dpmodel.training;
