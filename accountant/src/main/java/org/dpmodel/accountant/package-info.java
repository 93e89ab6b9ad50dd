/**
 * What a differentially private training run costs.
 *
 * <p>A run is described by {@link org.dpmodel.accountant.DpEvent events} (immutable data); a
 * {@link org.dpmodel.accountant.PrivacyAccountant} turns them into (epsilon, delta) for a stated
 * {@link org.dpmodel.accountant.Adjacency}; a {@link org.dpmodel.accountant.PrivacyStatement} carries the answer with
 * everything needed to judge it. Accountants return an upper bound or an error, never an optimistic number.
 *
 * <p>The accountants are {@code pld.PldAccountant} (tight, the default),
 * {@code rdp.RdpAccountant}, {@code zcdp.ZcdpAccountant} and
 * {@code gdp.GdpAccountant}.
 */
package org.dpmodel.accountant;
