package org.dpmodel;

/**
 * Where a resumed run stands.
 *
 * @param steps steps that were charged before; all of them count
 * @param lostSteps how many of them the weights have not seen, because the run ended before their result was saved
 */
public record Resumption(long steps, long lostSteps) {}
