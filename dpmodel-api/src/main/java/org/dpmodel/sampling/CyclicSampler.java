package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Draws of one part after the other. An example's part is a function of one number of the stream of parts, at its own place; its
 * coin in a step is one of trials for all examples, most of which lie in other parts, so that neither depends on who else
 * is there.
 *
 * <p>Parts are drawn with the first step that is asked for, from a stream that no other run has: if two datasets shared it, an
 * example that goes from one of them would change which of their examples lie in equal parts. One thread.
 */
final class CyclicSampler implements Sampler {
    private final int parts;
    private final BernoulliTrials trials;
    private final int datasetSize;
    private final RandomStreams streams;
    private int[] partOf;

    CyclicSampler(int parts, double probability, int datasetSize, RandomStreams streams) {
        this.parts = parts;
        this.trials = new BernoulliTrials(probability);
        this.datasetSize = datasetSize;
        this.streams = streams;
    }

    @Override
    public int[] next(long step) {
        Require.atLeast("step", step, 0, "steps are counted from 0");
        if (partOf == null) {
            partOf = drawParts(streams.stream(StreamPurpose.PARTS, step));
        }
        int part = (int) (step % parts);
        int[] drawn = trials.successes(datasetSize, streams.stream(StreamPurpose.SAMPLING, step));
        return Arrays.stream(drawn).filter(example -> partOf[example] == part).toArray();
    }

    /** One number each, never a second: the charge holds for parts of any probability, so that 2⁻³² off does no harm. */
    private int[] drawParts(UniformRandomProvider random) {
        int[] drawn = new int[datasetSize];
        Arrays.setAll(drawn, example -> (int) ((random.nextLong() >>> Integer.SIZE) * parts >>> Integer.SIZE));
        return drawn;
    }
}
