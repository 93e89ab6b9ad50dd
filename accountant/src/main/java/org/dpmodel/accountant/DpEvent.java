package org.dpmodel.accountant;

import java.util.List;
import java.util.Objects;
import org.dpmodel.accountant.form.DiscreteGaussianSum;
import org.dpmodel.accountant.form.GaussianSum;
import org.dpmodel.accountant.validation.Checks;

/**
 * What was released about the data; a run is described to an accountant by events.
 *
 * <p>Events are immutable and compared by value; an event type is never removed and never changes its meaning. Events
 * contain only public numbers. The algebra follows the event algebra of Google's dp_accounting.
 *
 * <p>A new event is a record in its own file and a line in {@link EventTypes}: its {@link #reduce} defines its cost, in
 * {@link org.dpmodel.accountant.form forms}, and {@link DpEventJson} writes and reads its components. An accountant that
 * does not know one of its forms refuses it.
 */
public interface DpEvent {

    /**
     * The forms that this event reduces to, which accountants can charge: equivalent to it, or an upper bound.
     *
     * <p>The guarantee rests on this reduction, so it must have a proof or a source. Nested events are reduced by their
     * own methods. If the reduction is an upper bound, an accountant's lower bounds are about the forms, not about the
     * event.
     *
     * @param adjacency the adjacency of the guarantee
     * @return the forms
     * @throws UnsupportedEventException if no rule fits; it names the innermost event at fault
     */
    ReducedEvent reduce(Adjacency adjacency);

    /**
     * The events inside this one, such as the one that is sampled or repeated: those among its record's components.
     *
     * @return the events, not those inside them; none if this is no record
     */
    default List<DpEvent> parts() {
        return EventParts.of(this);
    }

    /**
     * Nothing was released.
     *
     * @return an empty composition
     */
    static DpEvent nothing() {
        return new Composed(List.of());
    }

    /**
     * This event on a sample that includes each example independently with the given probability.
     *
     * @param samplingProbability probability that an example takes part, in [0, 1]
     * @return the sampled event
     */
    default PoissonSampled poissonSampled(double samplingProbability) {
        return new PoissonSampled(samplingProbability, this);
    }

    /**
     * This event, run several times one after another on the same data.
     *
     * @param count how often, at least 0
     * @return the composed event
     */
    default SelfComposed times(long count) {
        return new SelfComposed(this, count);
    }

    /**
     * A sum of vectors, one per example, released with Gaussian noise.
     *
     * @param noiseMultiplier standard deviation of the noise / L2 sensitivity of the sum under the adjacency in use, 0 or
     *     in [1e-150, 1e150]; 0 means no noise and costs epsilon = infinity. The mechanism, not the accountant,
     *     determines the sensitivity: for gradients clipped to C it is C under {@link Adjacency#ADD_OR_REMOVE_ONE} and 2
     *     C under {@link Adjacency#REPLACE_ONE}.
     */
    record Gaussian(double noiseMultiplier) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param noiseMultiplier as for the record
         */
        public Gaussian {
            Checks.noiseMultiplier(noiseMultiplier, "pass standard deviation / sensitivity, or use NonPrivate");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.of(GaussianSum.of(noiseMultiplier));
        }
    }

    /**
     * A sum of integer vectors, one per example, released with independent noise of the discrete Gaussian distribution on
     * each coordinate: P(n) is proportional to exp(-n² / (2 σ²)) (Canonne, Kamath, Steinke 2020, arXiv 2004.00010).
     *
     * @param noiseMultiplier σ / L2 sensitivity of the integer sum under the adjacency in use, 0 or in [1e-150, 1e150]
     */
    record DiscreteGaussian(double noiseMultiplier) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param noiseMultiplier as for the record
         */
        public DiscreteGaussian {
            Checks.noiseMultiplier(noiseMultiplier, "pass sigma / sensitivity, or use NonPrivate");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.of(DiscreteGaussianSum.of(noiseMultiplier));
        }
    }

    /**
     * An event run on a random subset that contains each example independently with the same probability.
     *
     * <p>A sequence of Gaussian events on the <em>same</em> sample is one sampled Gaussian event; if it includes discrete
     * ones, it counts as one discrete Gaussian event. Sampling twice multiplies the probabilities; probability 1 means no
     * sampling, 0 means no release.
     *
     * <p>Under {@link Adjacency#REPLACE_ONE} an accountant assumes that an example's contribution has at most half of the
     * sensitivity as its norm, as clipping to C with sensitivity 2 C ensures.
     *
     * @param samplingProbability probability that an example takes part, in [0, 1]
     * @param event what is run on the subset
     */
    record PoissonSampled(double samplingProbability, DpEvent event) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param samplingProbability as for the record
         * @param event as for the record
         */
        public PoissonSampled {
            Checks.probability("samplingProbability", samplingProbability, "pass expectedBatchSize / datasetSize");
            Objects.requireNonNull(event, "event");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return SamplingRules.poisson(this, adjacency);
        }
    }

    /**
     * An event run on a Poisson sample that is truncated to a maximum size by leaving out surplus examples at random. A
     * Gaussian event costs {@link org.dpmodel.accountant.form.TruncatedPoissonGaussian}; others are charged as on the
     * Poisson sample, with the probability of truncation added to delta, see {@link
     * org.dpmodel.accountant.form.CutProbability}.
     *
     * @param samplingProbability probability that an example is drawn, in [0, 1]
     * @param maximumBatchSize the largest sample, at least 1
     * @param datasetSize number of examples, at least 1
     * @param event what is run on the sample
     */
    record TruncatedPoissonSampled(double samplingProbability, long maximumBatchSize, long datasetSize, DpEvent event)
            implements DpEvent {
        /**
         * Checks the components.
         *
         * @param samplingProbability as for the record
         * @param maximumBatchSize as for the record
         * @param datasetSize as for the record
         * @param event as for the record
         */
        public TruncatedPoissonSampled {
            Checks.probability("samplingProbability", samplingProbability, "pass expectedBatchSize / datasetSize");
            Checks.atLeast("maximumBatchSize", maximumBatchSize, 1, "pass the maximum sample size");
            Checks.atLeast("datasetSize", datasetSize, 1, "pass the number of training examples");
            Objects.requireNonNull(event, "event");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return SamplingRules.truncatedPoisson(this, adjacency);
        }
    }

    /**
     * An event run on a uniformly drawn subset of fixed size. Supported by accountants only under {@link
     * Adjacency#REPLACE_ONE}, since the size of the data set is public.
     *
     * @param datasetSize number of examples, at least 1
     * @param sampleSize number of examples drawn, in [0, datasetSize]
     * @param event what is run on the subset
     */
    record SampledWithoutReplacement(long datasetSize, long sampleSize, DpEvent event) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param datasetSize as for the record
         * @param sampleSize as for the record
         * @param event as for the record
         */
        public SampledWithoutReplacement {
            Checks.atLeast("datasetSize", datasetSize, 1, "pass the number of training examples");
            Checks.atLeast("sampleSize", sampleSize, 0, "pass the number of examples drawn per step");
            if (sampleSize > datasetSize) {
                throw new IllegalArgumentException("sampleSize must be at most datasetSize " + datasetSize + ", found "
                        + sampleSize + ": draw fewer examples");
            }
            Objects.requireNonNull(event, "event");
        }

        /**
         * The fraction of the examples in a sample.
         *
         * @return sampleSize / datasetSize
         */
        public double samplingProbability() {
            return (double) sampleSize / datasetSize;
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return SamplingRules.fixedSize(this, adjacency);
        }
    }

    /**
     * One pass over the data in random order, split into a public number of disjoint batches of public size, with the
     * event run on each batch.
     *
     * <p>Charged without amplification by sampling: see Chua et al. 2024 (arXiv 2403.17673) on why Poisson's numbers do
     * not hold for shuffling. The epoch touches an example once, so under {@link Adjacency#REPLACE_ONE} it costs its
     * event once. Under {@link Adjacency#ADD_OR_REMOVE_ONE}, removing one example shifts the batches: with the
     * permutations coupled so that the last example takes the free place, one batch sees a replacement (2 C) and the last
     * batch a removal (C); the epoch costs its event with noise multiplier / √5. Batch count and sizes are public in both
     * cases.
     *
     * @param steps number of batches in the pass, at least 0
     * @param event what is run on each batch
     */
    record ShuffledEpoch(long steps, DpEvent event) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param steps as for the record
         * @param event as for the record
         */
        public ShuffledEpoch {
            Checks.atLeast("steps", steps, 0, "pass the number of batches in one epoch");
            Objects.requireNonNull(event, "event");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return SamplingRules.shuffledEpoch(this, adjacency);
        }
    }

    /**
     * One pass over the data in a public number of steps, each example joining one of them, chosen at random and
     * independently of all others, with the event run on each step's examples: balls in bins, or random allocation.
     *
     * <p>Under {@link Adjacency#ADD_OR_REMOVE_ONE} and with Gaussian noise, an observer of the results does not know
     * which step an example took part in. The pass is dominated by (1 / steps) Σ N(mu e_i, I) against N(0, I), mu = 1 /
     * noise multiplier, also where steps depend on earlier results (docs/adr/104-balls-in-bins.md; Chua et al. 2024,
     * arXiv 2412.16802; Feldman, Shenfeld 2026, arXiv 2602.17284). Under {@link Adjacency#REPLACE_ONE}, and for discrete
     * noise, it costs its event once. An interrupted pass costs as much as a complete one. If noise changes from step to
     * step, the event is the one with the least noise.
     *
     * @param steps number of steps in the pass, at least 0
     * @param event what is run on each step
     */
    record BallsInBinsEpoch(long steps, DpEvent event) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param steps as for the record
         * @param event as for the record
         */
        public BallsInBinsEpoch {
            Checks.atLeast("steps", steps, 0, "pass the number of steps in one epoch");
            Objects.requireNonNull(event, "event");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return SamplingRules.ballsInBinsEpoch(this, adjacency);
        }
    }

    /**
     * An event run several times on the same data; each run may depend on earlier results.
     *
     * @param event what is run
     * @param count how often, at least 0
     */
    record SelfComposed(DpEvent event, long count) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param event as for the record
         * @param count as for the record
         */
        public SelfComposed {
            Objects.requireNonNull(event, "event");
            Checks.atLeast("count", count, 0, "pass the number of times the event was run");
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return event.reduce(adjacency).times(count);
        }
    }

    /**
     * Events run one after another on the same data; each may depend on earlier results.
     *
     * @param events the events in order; the list is copied
     */
    record Composed(List<DpEvent> events) implements DpEvent {
        /**
         * Checks the components.
         *
         * @param events as for the record
         */
        public Composed {
            events = List.copyOf(events);
        }

        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            ReducedEvent sum = ReducedEvent.nothing();
            for (DpEvent event : events) {
                sum = sum.plus(event.reduce(adjacency));
            }
            return sum;
        }
    }

    /** A release without any guarantee: epsilon is infinite from here on. */
    record NonPrivate() implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.withoutPrivacy();
        }
    }
}
