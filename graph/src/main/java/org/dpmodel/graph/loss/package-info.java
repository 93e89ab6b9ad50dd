/** Losses of single examples; never a mean over the batch, which would hide a factor from clipping. */
package org.dpmodel.graph.loss;
