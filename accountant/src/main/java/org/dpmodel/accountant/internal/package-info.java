/**
 * Shared by the accountants: the ledger and refusals ({@link org.dpmodel.accountant.internal.ReducingAccountant}), pairs
 * of distributions that dominate a step, searches on privacy curves, and the normal distribution. Not part of the API:
 * may change without notice.
 */
package org.dpmodel.accountant.internal;
