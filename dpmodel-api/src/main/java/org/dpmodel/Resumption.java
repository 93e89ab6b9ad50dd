package org.dpmodel;

/**
 * The progress of a resumed run.
 *
 * @param steps steps that were charged before; all of them count
 * @param lostSteps how many of them are missing from the weights, because the run ended before their result was saved
 * @param stepsOfRun how many of them belong to the call of {@code train} that the next one continues; 0 if it starts a
 *     new one
 */
public record Resumption(long steps, long lostSteps, long stepsOfRun) {}
