/**
 * Reverse-mode differentiation with a rule for each use of a parameter: the squared norm of each unit's gradient and the
 * weighted sum over units, without forming any single gradient unless that is cheaper or more precise ("book-keeping", Bu
 * et al. 2022, arXiv:2210.00038).
 *
 * <p>A <em>unit</em> is what is clipped as a whole: one example, or a microbatch of consecutive examples.
 */
package org.dpmodel.graph.gradient;
