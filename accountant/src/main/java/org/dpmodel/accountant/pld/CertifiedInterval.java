package org.dpmodel.accountant.pld;

/**
 * Proven lower and upper bounds on a value.
 *
 * @param lower the true value is not below
 * @param upper the true value is not above; what to state
 */
public record CertifiedInterval(double lower, double upper) {}
