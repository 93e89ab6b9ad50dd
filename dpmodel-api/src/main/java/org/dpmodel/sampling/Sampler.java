package org.dpmodel.sampling;

/**
 * Draws the examples of each step. The draw is a pure function of the run's {@link org.dpmodel.random.RandomStreams} and
 * the step: a resumed run continues at any step without replaying earlier ones. With cyclic sampling it also depends on
 * the first step requested from the sampler, where the run began or was resumed. May have caches; for one thread.
 */
@FunctionalInterface
public interface Sampler {
    /**
     * Draws the examples of a step.
     *
     * @param step the step, counted from 0 over the whole training
     * @return the drawn examples' positions in the dataset, each at most once, in an array that the caller owns. Its
     *     length is private information under Poisson sampling, and may then be 0: such a step runs like any other, with
     *     only noise
     * @throws IllegalArgumentException if {@code step} is negative
     */
    int[] next(long step);
}
