/** Losses of single examples; never a mean over the batch, which would hide a factor from clipping. A new one is a new class. */
package org.dpmodel.graph.loss;
