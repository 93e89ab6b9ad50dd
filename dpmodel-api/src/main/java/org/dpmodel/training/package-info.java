/** The way of a batch: drawn examples to physical batches, to the step graph, to a sum of clipped gradients. */
package org.dpmodel.training;
