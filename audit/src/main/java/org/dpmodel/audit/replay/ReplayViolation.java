package org.dpmodel.audit.replay;

/**
 * The point at which a second run violated the guarantee.
 *
 * @param step counted from 1
 * @param what the rule, what was found and where to look
 */
public record ReplayViolation(long step, String what) {}
