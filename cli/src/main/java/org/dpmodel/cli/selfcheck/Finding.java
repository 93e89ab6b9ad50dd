package org.dpmodel.cli.selfcheck;

/**
 * What was measured against what was promised.
 *
 * @param subject what was looked at
 * @param promised the promise
 * @param measured the measurement
 * @param kept whether the promise is kept
 */
public record Finding(String subject, String promised, String measured, boolean kept) {}
