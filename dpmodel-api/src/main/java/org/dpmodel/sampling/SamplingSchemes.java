package org.dpmodel.sampling;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.validation.Require;

/** Makes sampling schemes. */
public final class SamplingSchemes {
    private static final Map<String, IntFunction<SamplingScheme>> KNOWN = new LinkedHashMap<>();
    private static final Pattern CYCLIC = Pattern.compile("cyclic:(\\d{1,9})", Pattern.CASE_INSENSITIVE);

    static {
        KNOWN.put("poisson", PoissonSampling::new);
        KNOWN.put("truncated-poisson", TruncatedPoissonSampling::new);
        KNOWN.put("without-replacement", SamplingWithoutReplacement::new);
        KNOWN.put("balls-in-bins", BallsInBins::new);
        KNOWN.put("shuffled", ShuffledBatches::new);
    }

    private SamplingSchemes() {}

    /**
     * Poisson sampling, the default: each example is drawn independently.
     *
     * @param expectedBatchSize the mean number of drawn examples; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if {@code expectedBatchSize} is below 1
     */
    public static PoissonSampling poisson(int expectedBatchSize) {
        return new PoissonSampling(expectedBatchSize);
    }

    /**
     * Fixed batches of a fresh permutation in each epoch, charged without amplification by sampling.
     *
     * @param batchSize the number of examples in each step; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if {@code batchSize} is below 1
     */
    public static ShuffledBatches shuffled(int batchSize) {
        return new ShuffledBatches(batchSize);
    }

    /**
     * Poisson sampling whose batches are truncated ten standard deviations above their mean.
     *
     * @param expectedBatchSize the mean number of drawn examples; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if {@code expectedBatchSize} is below 1
     */
    public static TruncatedPoissonSampling truncatedPoisson(int expectedBatchSize) {
        return new TruncatedPoissonSampling(expectedBatchSize);
    }

    /**
     * Poisson sampling whose batches have a maximum size, which is charged.
     *
     * @param expectedBatchSize the mean number of drawn examples; at least 1
     * @param maximumBatchSize the largest batch; at least the expected one
     * @return the scheme
     * @throws IllegalArgumentException if a size is out of range
     */
    public static TruncatedPoissonSampling truncatedPoisson(int expectedBatchSize, int maximumBatchSize) {
        return new TruncatedPoissonSampling(expectedBatchSize, maximumBatchSize);
    }

    /**
     * A subset of fixed size in each step, independently of other steps.
     *
     * @param batchSize the number of examples in each step; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if {@code batchSize} is below 1
     */
    public static SamplingWithoutReplacement withoutReplacement(int batchSize) {
        return new SamplingWithoutReplacement(batchSize);
    }

    /**
     * In each epoch each example joins one step, chosen independently; charged per epoch, with amplification.
     *
     * @param expectedBatchSize the approximate number of examples in a step; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if {@code expectedBatchSize} is below 1
     */
    public static BallsInBins ballsInBins(int expectedBatchSize) {
        return new BallsInBins(expectedBatchSize);
    }

    /**
     * Poisson sampling from one part of the dataset after another, for correlated noise.
     *
     * @param expectedBatchSize the mean number of drawn examples; at least 1
     * @param parts the number of parts, at least 1: as many as the noise has bands
     * @return the scheme
     * @throws IllegalArgumentException if a number is below 1
     */
    public static CyclicPoissonSampling cyclic(int expectedBatchSize, int parts) {
        return new CyclicPoissonSampling(expectedBatchSize, parts);
    }

    /**
     * Creates a scheme from its name in a configuration or on a command line: "poisson", "truncated-poisson",
     * "without-replacement", "balls-in-bins" or "shuffled", or "cyclic:" with a number of parts, ignoring case.
     *
     * @param name the scheme's name
     * @param expectedBatchSize the mean number of examples in a step; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if no scheme has this name; the message lists those that exist
     */
    public static SamplingScheme byName(String name, int expectedBatchSize) {
        Matcher cyclic = CYCLIC.matcher(name);
        if (cyclic.matches()) {
            return cyclic(expectedBatchSize, Integer.parseInt(cyclic.group(1)));
        }
        IntFunction<SamplingScheme> constructor = KNOWN.get(name.toLowerCase(Locale.ROOT));
        if (constructor == null) {
            throw Require.broken(
                    "sampling", "must be one of " + names() + " or cyclic:PARTS", name, "correct the name");
        }
        return constructor.apply(expectedBatchSize);
    }

    /**
     * The names that {@link #byName} accepts for schemes without parameters other than the batch size.
     *
     * @return in a fixed order
     */
    public static Set<String> names() {
        return Collections.unmodifiableSet(KNOWN.keySet());
    }
}
