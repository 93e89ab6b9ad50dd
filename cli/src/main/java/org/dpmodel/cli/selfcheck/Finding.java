package org.dpmodel.cli.selfcheck;

/**
 * A measured value and the promised one.
 *
 * @param subject what was looked at
 * @param promised the promise
 * @param measured the measurement
 * @param kept whether the promise is kept
 */
public record Finding(String subject, String promised, String measured, boolean kept) {}
