package org.dpmodel.audit.replay;

/**
 * Where a second run did what the guarantee does not allow for.
 *
 * @param step counted from 1
 * @param what the rule, what was found and where to look
 */
public record ReplayViolation(long step, String what) {}
