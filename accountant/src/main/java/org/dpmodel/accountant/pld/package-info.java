/**
 * Accounting with privacy loss distributions: tight, with a certified interval. {@code StepLosses} creates the loss of
 * one step from its form ({@code SampledLoss} for a Poisson sample, {@code MixtureLoss} for a truncated one, {@code
 * AllocationLoss} for balls in bins), {@code DiscreteLoss} puts it on a grid, {@code SpectralComposition} composes,
 * {@link org.dpmodel.accountant.pld.PldAccountant} answers.
 *
 * <p>Sources: Koskela, Jälkö, Honkela 2020 (arXiv 1906.03049); Gopi, Lee, Wutschitz 2021 (arXiv 2106.02848); Doroshenko
 * et al. 2022 (arXiv 2207.04380). The composition differs from theirs: see {@code docs/accounting.md}.
 */
package org.dpmodel.accountant.pld;
