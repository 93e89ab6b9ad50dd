package org.dpmodel.accountant;

import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.dpmodel.accountant.form.AllocatedGaussian;
import org.dpmodel.accountant.form.CutProbability;
import org.dpmodel.accountant.form.DiscreteGaussianSum;
import org.dpmodel.accountant.form.FixedSizeGaussian;
import org.dpmodel.accountant.form.GaussianSum;
import org.dpmodel.accountant.form.PoissonDiscreteGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;

/** The reductions of events that choose examples at random; the javadoc of each event has the reason. */
final class SamplingRules {
    /** Squared sensitivity of a shuffled epoch under add-or-remove-one: (2 C)² + C², in units of C². */
    private static final double SHUFFLED_SENSITIVITY_SQUARED = 5;

    private SamplingRules() {}

    static ReducedEvent poisson(DpEvent.PoissonSampled event, Adjacency adjacency) {
        ReducedEvent inner = event.event().reduce(adjacency);
        refuseShuffled(event, inner);
        double probability = event.samplingProbability();
        if (probability == 0 || inner.isNothing()) {
            return ReducedEvent.nothing();
        }
        if (probability == 1) {
            return inner;
        }
        if (inner.isUnbounded()) {
            return ReducedEvent.withoutPrivacy();
        }
        if (inner.isUnsampled()) {
            return poisson(event, noiseMultiplier(event.event(), inner), inner.hasDiscrete(), adjacency);
        }
        Map<PoissonGaussian, Long> sampled = inner.steps(PoissonGaussian.class);
        if (inner.consistsOf(Set.of(PoissonGaussian.class)) && sampled.size() == 1 && sampled.containsValue(1L)) {
            PoissonGaussian step = sampled.keySet().iterator().next();
            return ReducedEvent.of(
                    new PoissonGaussian(Math.nextUp(probability * step.samplingProbability()), step.noiseMultiplier()));
        }
        throw new UnsupportedEventException(
                event, "only Gaussian events can be run on a Poisson sample: sample each event on its own");
    }

    private static ReducedEvent poisson(
            DpEvent.PoissonSampled event, double noiseMultiplier, boolean discrete, Adjacency adjacency) {
        if (!discrete) {
            return ReducedEvent.of(new PoissonGaussian(event.samplingProbability(), noiseMultiplier));
        }
        if (adjacency != Adjacency.ADD_OR_REMOVE_ONE) {
            throw new UnsupportedEventException(
                    event,
                    "the cost of a Poisson-sampled discrete Gaussian is known only under add-or-remove-one: account "
                            + "with Adjacency.ADD_OR_REMOVE_ONE");
        }
        return ReducedEvent.of(new PoissonDiscreteGaussian(event.samplingProbability(), noiseMultiplier));
    }

    static ReducedEvent truncatedPoisson(DpEvent.TruncatedPoissonSampled event, Adjacency adjacency) {
        ReducedEvent untruncated =
                event.event().poissonSampled(event.samplingProbability()).reduce(adjacency);
        double cut = Truncation.probability(event);
        if (untruncated.isNothing() || untruncated.isUnbounded() || cut == 0) {
            return untruncated;
        }
        ReducedEvent inner = event.event().reduce(adjacency);
        return inner.isGaussianOnly()
                ? ReducedEvent.of(new TruncatedPoissonGaussian(
                        event.samplingProbability(),
                        noiseMultiplier(event.event(), inner),
                        Truncation.fullProbability(event),
                        cut))
                : untruncated.plus(ReducedEvent.of(new CutProbability(cut)));
    }

    static ReducedEvent fixedSize(DpEvent.SampledWithoutReplacement event, Adjacency adjacency) {
        ReducedEvent inner = event.event().reduce(adjacency);
        refuseShuffled(event, inner);
        if (event.sampleSize() == 0 || inner.isNothing()) {
            return ReducedEvent.nothing();
        }
        if (adjacency != Adjacency.REPLACE_ONE) {
            throw new UnsupportedEventException(
                    event, "a sample of fixed size has a public data set size: account with Adjacency.REPLACE_ONE");
        }
        if (event.sampleSize() == event.datasetSize()) {
            return inner;
        }
        if (inner.isUnbounded()) {
            return ReducedEvent.withoutPrivacy();
        }
        if (!inner.isGaussianOnly()) {
            throw new UnsupportedEventException(
                    event, "only Gaussian events can be run on a sample: sample each event on its own");
        }
        return ReducedEvent.of(
                new FixedSizeGaussian(event.samplingProbability(), noiseMultiplier(event.event(), inner)));
    }

    static ReducedEvent ballsInBinsEpoch(DpEvent.BallsInBinsEpoch event, Adjacency adjacency) {
        return ofEpoch(
                event,
                event.steps(),
                event.event().reduce(adjacency),
                "the steps of an epoch of balls in bins must be released by Gaussian events: do not sample within"
                        + " a step",
                inner -> isAmplified(event, inner, adjacency)
                        ? ReducedEvent.of(new AllocatedGaussian(event.steps(), noiseMultiplier(event.event(), inner)))
                        : inner);
    }

    private static boolean isAmplified(DpEvent.BallsInBinsEpoch event, ReducedEvent inner, Adjacency adjacency) {
        return adjacency == Adjacency.ADD_OR_REMOVE_ONE && inner.isGaussianOnly() && event.steps() > 1;
    }

    static ReducedEvent shuffledEpoch(DpEvent.ShuffledEpoch event, Adjacency adjacency) {
        return ofEpoch(
                event,
                event.steps(),
                event.event().reduce(adjacency),
                "the batches of a shuffled epoch must be released by Gaussian events: do not sample"
                        + " within a shuffled batch",
                inner -> adjacency == Adjacency.REPLACE_ONE ? inner : movedByShuffling(inner));
    }

    /**
     * The cost of dividing the dataset among steps, given the cost of a step, if a step costs something and does not draw
     * a sample itself.
     */
    private static ReducedEvent ofEpoch(
            DpEvent event, long steps, ReducedEvent inner, String unsampled, UnaryOperator<ReducedEvent> divided) {
        if (steps == 0 || inner.isNothing()) {
            return ReducedEvent.nothing().asShuffled();
        }
        if (inner.isUnbounded()) {
            return ReducedEvent.withoutPrivacy().asShuffled();
        }
        if (!inner.isUnsampled()) {
            throw new UnsupportedEventException(event, unsampled);
        }
        return divided.apply(inner).asShuffled();
    }

    private static ReducedEvent movedByShuffling(ReducedEvent inner) {
        ReducedEvent moved = ReducedEvent.nothing();
        if (inner.gaussianMuSquared() > 0) {
            moved = moved.plus(
                    ReducedEvent.of(new GaussianSum(inner.gaussianMuSquared() * SHUFFLED_SENSITIVITY_SQUARED)));
        }
        if (inner.discreteMuSquared() > 0) {
            moved = moved.plus(
                    ReducedEvent.of(new DiscreteGaussianSum(inner.discreteMuSquared() * SHUFFLED_SENSITIVITY_SQUARED)));
        }
        return moved;
    }

    private static void refuseShuffled(DpEvent sampling, ReducedEvent inner) {
        if (inner.isShuffled()) {
            throw new UnsupportedEventException(
                    sampling,
                    "an epoch that partitions the dataset cannot be run on a sample: partition the whole dataset");
        }
    }

    /** The given multiplier if there is one, so that equal events stay equal; otherwise the reduced one. */
    private static double noiseMultiplier(DpEvent event, ReducedEvent reduced) {
        if (event instanceof DpEvent.Gaussian gaussian) {
            return gaussian.noiseMultiplier();
        }
        return event instanceof DpEvent.DiscreteGaussian discrete
                ? discrete.noiseMultiplier()
                : reduced.gaussianNoiseMultiplier();
    }
}
