package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Draws of one part after the other. An example's part is a function of one number of the stream of parts, at its own place; its
 * coin in a step is one of trials for all examples, most of which lie in other parts, so that neither depends on who else
 * is there. Immutable.
 */
final class CyclicSampler implements Sampler {
    /** Parts stay the same for a model, so that there is one stream of them. */
    private static final long ONLY_STREAM = 0;

    private final int parts;
    private final BernoulliTrials trials;
    private final RandomStreams streams;
    private final int[] partOf;

    CyclicSampler(int parts, double probability, int datasetSize, RandomStreams streams) {
        this.parts = parts;
        this.trials = new BernoulliTrials(probability);
        this.streams = streams;
        this.partOf = new int[datasetSize];
        UniformRandomProvider random = streams.stream(StreamPurpose.ORDER, ONLY_STREAM);
        // One number each, never a second: the charge holds for parts of any probability, so that 2⁻³² off does no harm.
        Arrays.setAll(partOf, example -> (int) ((random.nextLong() >>> Integer.SIZE) * parts >>> Integer.SIZE));
    }

    @Override
    public int[] next(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        int part = (int) (step % parts);
        int[] drawn = trials.successes(partOf.length, streams.stream(StreamPurpose.SAMPLING, step));
        return Arrays.stream(drawn).filter(example -> partOf[example] == part).toArray();
    }
}
