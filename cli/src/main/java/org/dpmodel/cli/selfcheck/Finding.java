package org.dpmodel.cli.selfcheck;

/**
 * A measured value and the promised one.
 *
 * @param subject what was checked
 * @param promised the promised value
 * @param measured the measured value
 * @param kept whether the promise is kept
 */
public record Finding(String subject, String promised, String measured, boolean kept) {}
