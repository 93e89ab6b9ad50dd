/**
 * Correlated noise by matrix factorization: the prefix sums A x of a training's steps are released as A (x + C⁻¹ z), z
 * independent normal. A strategy C is lower triangular; how far one example moves C x, under the pattern of its
 * participations, is the sensitivity that z must cover, and the rows of A C⁻¹ say how much noise is left in the sums
 * (Denisov et al. 2022, arXiv 2202.08312; Choquette-Choo et al. 2023, arXiv 2306.08153).
 */
package org.dpmodel.accountant.factorization;
