/**
 * The privacy cost of a differentially private training run.
 *
 * <p>A run is described by {@link org.dpmodel.accountant.DpEvent events} (immutable data); a {@link
 * org.dpmodel.accountant.PrivacyAccountant} turns them into (epsilon, delta) for a stated {@link
 * org.dpmodel.accountant.Adjacency}; a {@link org.dpmodel.accountant.PrivacyStatement} contains the answer with
 * everything needed to judge it. Accountants return an upper bound or an error, never an optimistic number.
 *
 * <p>Start with {@link org.dpmodel.accountant.DpEvent}. An event reduces to {@link org.dpmodel.accountant.form forms}
 * ({@link org.dpmodel.accountant.ReducedEvent}), and an accountant charges the forms that it supports. {@link
 * org.dpmodel.accountant.DpEventJson} writes and reads the events that {@link org.dpmodel.accountant.EventTypes} lists.
 *
 * <p>The accountants are {@code pld.PldAccountant} (tight, the default),
 * {@code rdp.RdpAccountant}, {@code zcdp.ZcdpAccountant} and
 * {@code gdp.GdpAccountant}.
 */
package org.dpmodel.accountant;
