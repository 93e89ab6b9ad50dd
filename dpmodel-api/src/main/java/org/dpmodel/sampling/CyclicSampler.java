package org.dpmodel.sampling;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.dpmodel.validation.Require;

/**
 * Draws from one part after another. An example's part is a function of one number of the stream of parts, at its own
 * position; its coin in a step is one of the trials for all examples, most of which are in other parts, so neither
 * depends on the other examples.
 *
 * <p>Parts are drawn with the first requested step, from a stream that no other run uses: if two datasets shared it,
 * removing an example from one of them would change which of their examples are in the same parts. One thread.
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

    /**
     * Exactly one number for each example: the charge holds for parts of any probability, so a deviation of 2⁻³² does no
     * harm.
     */
    private int[] drawParts(UniformRandomProvider random) {
        int[] drawn = new int[datasetSize];
        Arrays.setAll(drawn, example -> (int) ((random.nextLong() >>> Integer.SIZE) * parts >>> Integer.SIZE));
        return drawn;
    }
}
