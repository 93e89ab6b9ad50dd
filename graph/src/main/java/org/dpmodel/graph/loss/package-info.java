/**
 * Per-example losses; never a mean over the batch, which would hide a factor from clipping. A new loss is a new class.
 */
package org.dpmodel.graph.loss;
