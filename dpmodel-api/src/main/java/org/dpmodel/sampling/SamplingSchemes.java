package org.dpmodel.sampling;

import java.util.Locale;
import org.dpmodel.validation.Require;

/** Makes sampling schemes. */
public final class SamplingSchemes {
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
     * Makes a scheme from its name in a configuration or on a command line: "poisson" or "shuffled", in any case.
     *
     * @param name the scheme's name
     * @param expectedBatchSize the mean number of examples in a step; at least 1
     * @return the scheme
     * @throws IllegalArgumentException if no scheme has this name; the message lists those that exist
     */
    public static SamplingScheme byName(String name, int expectedBatchSize) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "poisson" -> poisson(expectedBatchSize);
            case "shuffled" -> shuffled(expectedBatchSize);
            default -> throw Require.broken("sampling", "must be one of [poisson, shuffled]", name, "correct the name");
        };
    }
}
