package org.dpmodel.accountant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A ledger brought into the few forms that accountants can charge, for one adjacency. Immutable.
 *
 * <p>The rules, each an equality or an upper bound:
 *
 * <ul>
 *   <li>Gaussian events in sequence are one Gaussian event whose mean shift is the root of the sum of squares
 *       (exact: the sufficient statistic of the sequence is one Gaussian).
 *   <li>Poisson sampling of a sequence of Gaussian events on the <em>same</em> sample is Poisson sampling of that one
 *       Gaussian event. Sampling twice multiplies the probabilities; probability 1 is no sampling, 0 is no release.
 *   <li>A discrete Gaussian event has at each RDP order at most the divergence of a Gaussian one (Canonne, Kamath,
 *       Steinke 2020, arXiv 2004.00010, Proposition 5). Gaussian and discrete Gaussian events on the same sample are
 *       one discrete Gaussian event in this sense, whose mean shift is the root of the sum of squares.
 *   <li>A truncated Poisson sample differs from the Poisson sample with at most the probability t of a cut, in a dataset
 *       and in its neighbours. So if the untruncated events are (epsilon, delta) private, the truncated ones are
 *       (epsilon, delta + (1 + e^epsilon) t) private, t being the sum over all events (as Chua et al. 2024, arXiv
 *       2411.04205, for truncated Poisson batches).
 *   <li>A shuffled epoch of batches touches an example once, so under {@link Adjacency#REPLACE_ONE} it costs its
 *       event once. Under {@link Adjacency#ADD_OR_REMOVE_ONE} taking one example away shifts the batches: with the
 *       permutations coupled so that the last example takes the free place, one batch sees a replacement
 *       (2 C) and the last batch a removal (C); the epoch costs its event with noise multiplier / √5. Batch count
 *       and sizes are public in both cases. No amplification is claimed: see Chua et al. 2024 (arXiv 2403.17673) on
 *       why Poisson's numbers do not hold for shuffling.
 * </ul>
 *
 * @param gaussianMuSquared Σ 1 / noiseMultiplier² over plain Gaussian events; infinity if one had no noise
 * @param discreteMuSquared the same over plain discrete Gaussian events
 * @param poissonGaussians Poisson-sampled Gaussian events with probability strictly between 0 and 1, and their counts
 * @param poissonDiscreteGaussians Poisson-sampled discrete Gaussian events, as the Gaussian ones
 * @param fixedSizeGaussians Gaussian events on samples without replacement, and their counts
 * @param truncation probability, at most, that any of the truncated Poisson samples is cut; may exceed 1
 * @param nonPrivate whether a release without guarantee is among the events
 */
public record ReducedEvent(
        double gaussianMuSquared,
        double discreteMuSquared,
        Map<PoissonGaussian, Long> poissonGaussians,
        Map<PoissonGaussian, Long> poissonDiscreteGaussians,
        Map<FixedSizeGaussian, Long> fixedSizeGaussians,
        double truncation,
        boolean nonPrivate) {

    /** Squared sensitivity of a shuffled epoch under add-or-remove-one: (2 C)² + C², in units of C². */
    static final double SHUFFLED_SENSITIVITY_SQUARED = 5;

    /**
     * Checks the components.
     *
     * @param gaussianMuSquared as for the record
     * @param discreteMuSquared as for the record
     * @param poissonGaussians as for the record
     * @param poissonDiscreteGaussians as for the record
     * @param fixedSizeGaussians as for the record
     * @param truncation as for the record
     * @param nonPrivate as for the record
     */
    public ReducedEvent {
        poissonGaussians = Collections.unmodifiableMap(new LinkedHashMap<>(poissonGaussians));
        poissonDiscreteGaussians = Collections.unmodifiableMap(new LinkedHashMap<>(poissonDiscreteGaussians));
        fixedSizeGaussians = Collections.unmodifiableMap(new LinkedHashMap<>(fixedSizeGaussians));
    }

    /**
     * A Poisson-sampled Gaussian event.
     *
     * @param samplingProbability strictly between 0 and 1
     * @param noiseMultiplier standard deviation / sensitivity, above 0
     */
    public record PoissonGaussian(double samplingProbability, double noiseMultiplier) {}

    /**
     * A Gaussian event on a sample of fixed size.
     *
     * @param samplingProbability sample size / data set size, strictly between 0 and 1
     * @param noiseMultiplier standard deviation / sensitivity, above 0
     */
    public record FixedSizeGaussian(double samplingProbability, double noiseMultiplier) {}

    /**
     * The empty ledger.
     *
     * @return nothing was released
     */
    public static ReducedEvent nothing() {
        return gaussian(0);
    }

    /**
     * Reduces an event.
     *
     * @param event the event
     * @param adjacency the adjacency of the guarantee
     * @param accountant name for the message of the exception
     * @return the reduced form
     * @throws UnsupportedEventException if no rule fits a part of the event; it names that part
     */
    public static ReducedEvent of(DpEvent event, Adjacency adjacency, String accountant) {
        Objects.requireNonNull(event, "event");
        return event.accept(new Reduction(adjacency, accountant));
    }

    /**
     * Whether the events release anything at all.
     *
     * @return true if they do not
     */
    public boolean isNothing() {
        return isUnsampled() && gaussianMuSquared == 0 && discreteMuSquared == 0;
    }

    /**
     * Whether plain Gaussian events, none of them discrete, are all there is.
     *
     * @return true if nothing is sampled, discrete or non-private
     */
    public boolean isGaussianOnly() {
        return isUnsampled() && discreteMuSquared == 0;
    }

    /**
     * Whether plain Gaussian events, some of them perhaps discrete, are all there is.
     *
     * @return true if nothing is sampled, cut off or non-private
     */
    public boolean isUnsampled() {
        return poissonGaussians.isEmpty()
                && poissonDiscreteGaussians.isEmpty()
                && fixedSizeGaussians.isEmpty()
                && truncation == 0
                && !nonPrivate;
    }

    /**
     * Whether a discrete Gaussian event is among the events, of which only Rényi divergences are known.
     *
     * @return true if there is one
     */
    public boolean hasDiscrete() {
        return discreteMuSquared > 0 || !poissonDiscreteGaussians.isEmpty();
    }

    /**
     * Whether epsilon is infinite for every delta below 1 that matters.
     *
     * @return true for a non-private event or a Gaussian one without noise
     */
    public boolean isUnbounded() {
        return nonPrivate || gaussianMuSquared + discreteMuSquared == Double.POSITIVE_INFINITY;
    }

    /**
     * These events and then others.
     *
     * @param other the other events
     * @return both
     * @throws IllegalArgumentException if a count exceeds 64 bits
     */
    public ReducedEvent plus(ReducedEvent other) {
        return new ReducedEvent(
                gaussianMuSquared + other.gaussianMuSquared,
                discreteMuSquared + other.discreteMuSquared,
                sum(poissonGaussians, other.poissonGaussians),
                sum(poissonDiscreteGaussians, other.poissonDiscreteGaussians),
                sum(fixedSizeGaussians, other.fixedSizeGaussians),
                truncation + other.truncation,
                nonPrivate || other.nonPrivate);
    }

    /**
     * These events several times.
     *
     * @param count how often, at least 0
     * @return the repeated events
     * @throws IllegalArgumentException if a count exceeds 64 bits
     */
    public ReducedEvent times(long count) {
        if (count == 0) {
            return nothing();
        }
        return new ReducedEvent(
                gaussianMuSquared * count,
                discreteMuSquared * count,
                scaled(poissonGaussians, count),
                scaled(poissonDiscreteGaussians, count),
                scaled(fixedSizeGaussians, count),
                truncation * count,
                nonPrivate);
    }

    /**
     * The one Gaussian event that the plain Gaussian events, discrete ones with them, amount to, rounded to the safe side.
     *
     * @return noise multiplier 1 / √(gaussianMuSquared + discreteMuSquared); infinity if there is no such event
     */
    public double gaussianNoiseMultiplier() {
        return Math.nextDown(1 / Math.sqrt(gaussianMuSquared + discreteMuSquared));
    }

    static ReducedEvent gaussian(double muSquared) {
        return new ReducedEvent(muSquared, 0, Map.of(), Map.of(), Map.of(), 0, false);
    }

    /** The same events with another mean shift, in sequence and unsampled. */
    ReducedEvent withMuSquaredTimes(double factor) {
        return new ReducedEvent(
                gaussianMuSquared * factor, discreteMuSquared * factor, Map.of(), Map.of(), Map.of(), 0, false);
    }

    /** The same events, of which a Poisson sample may have been cut. */
    ReducedEvent withTruncation(double probability) {
        return new ReducedEvent(
                gaussianMuSquared,
                discreteMuSquared,
                poissonGaussians,
                poissonDiscreteGaussians,
                fixedSizeGaussians,
                truncation + probability,
                nonPrivate);
    }

    private static <K> Map<K, Long> sum(Map<K, Long> first, Map<K, Long> second) {
        Map<K, Long> result = new LinkedHashMap<>(first);
        second.forEach((key, count) -> result.merge(key, count, ReducedEvent::addCounts));
        return result;
    }

    private static <K> Map<K, Long> scaled(Map<K, Long> counts, long factor) {
        Map<K, Long> result = new LinkedHashMap<>();
        counts.forEach((key, count) -> {
            if (Math.multiplyHigh(count, factor) != 0 || count * factor < 0) {
                throw tooMany();
            }
            result.put(key, count * factor);
        });
        return result;
    }

    private static long addCounts(long first, long second) {
        if (first + second < 0) {
            throw tooMany();
        }
        return first + second;
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException(
                "count of an event must be below 2^63, found a larger product: compose fewer runs");
    }
}
