package org.dpmodel.accountant.pld;

/**
 * Two proven bounds with the true value between them.
 *
 * @param lower the true value is not below
 * @param upper the true value is not above; what to state
 */
public record CertifiedInterval(double lower, double upper) {}
