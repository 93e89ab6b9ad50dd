package org.dpmodel.accountant;

import java.util.Map;
import org.dpmodel.accountant.ReducedEvent.FixedSizeGaussian;
import org.dpmodel.accountant.ReducedEvent.PoissonGaussian;

/** The visitor behind {@link ReducedEvent#of}. */
final class Reduction implements DpEvent.Visitor<ReducedEvent> {
    private static final ReducedEvent NON_PRIVATE = new ReducedEvent(0, 0, Map.of(), Map.of(), Map.of(), 0, true);

    private final Adjacency adjacency;
    private final String accountant;

    Reduction(Adjacency adjacency, String accountant) {
        this.adjacency = adjacency;
        this.accountant = accountant;
    }

    @Override
    public ReducedEvent gaussian(DpEvent.Gaussian event) {
        return ReducedEvent.gaussian(1 / (event.noiseMultiplier() * event.noiseMultiplier()));
    }

    @Override
    public ReducedEvent discreteGaussian(DpEvent.DiscreteGaussian event) {
        double muSquared = 1 / (event.noiseMultiplier() * event.noiseMultiplier());
        return new ReducedEvent(0, muSquared, Map.of(), Map.of(), Map.of(), 0, false);
    }

    @Override
    public ReducedEvent truncatedPoissonSampled(DpEvent.TruncatedPoissonSampled event) {
        ReducedEvent untruncated =
                event.event().poissonSampled(event.samplingProbability()).accept(this);
        return untruncated.isNothing() || untruncated.nonPrivate()
                ? untruncated
                : untruncated.withTruncation(Truncation.probability(event));
    }

    @Override
    public ReducedEvent poissonSampled(DpEvent.PoissonSampled event) {
        ReducedEvent inner = event.event().accept(this);
        refuseShuffled(event, event.event());
        double probability = event.samplingProbability();
        if (probability == 0 || inner.isNothing()) {
            return ReducedEvent.nothing();
        }
        if (probability == 1) {
            return inner;
        }
        if (inner.isUnbounded()) {
            return NON_PRIVATE;
        }
        if (inner.isUnsampled()) {
            return poisson(event, noiseMultiplier(event.event(), inner), inner.hasDiscrete());
        }
        if (isOnePoissonGaussian(inner)) {
            PoissonGaussian sampled =
                    inner.poissonGaussians().keySet().iterator().next();
            PoissonGaussian twice = new PoissonGaussian(
                    Math.nextUp(probability * sampled.samplingProbability()), sampled.noiseMultiplier());
            return new ReducedEvent(0, 0, Map.of(twice, 1L), Map.of(), Map.of(), 0, false);
        }
        throw unsupported(event, "only Gaussian events can be run on a Poisson sample: sample each event on its own");
    }

    @Override
    public ReducedEvent sampledWithoutReplacement(DpEvent.SampledWithoutReplacement event) {
        ReducedEvent inner = event.event().accept(this);
        refuseShuffled(event, event.event());
        if (event.sampleSize() == 0 || inner.isNothing()) {
            return ReducedEvent.nothing();
        }
        if (adjacency != Adjacency.REPLACE_ONE) {
            throw unsupported(
                    event, "a sample of fixed size has a public data set size: account with Adjacency.REPLACE_ONE");
        }
        if (event.sampleSize() == event.datasetSize()) {
            return inner;
        }
        if (inner.isUnbounded()) {
            return NON_PRIVATE;
        }
        if (!inner.isGaussianOnly()) {
            throw unsupported(event, "only Gaussian events can be run on a sample: sample each event on its own");
        }
        var sampled = new FixedSizeGaussian(event.samplingProbability(), noiseMultiplier(event.event(), inner));
        return new ReducedEvent(0, 0, Map.of(), Map.of(), Map.of(sampled, 1L), 0, false);
    }

    @Override
    public ReducedEvent shuffledEpoch(DpEvent.ShuffledEpoch event) {
        ReducedEvent inner = event.event().accept(this);
        if (event.steps() == 0 || inner.isNothing()) {
            return ReducedEvent.nothing();
        }
        if (inner.isUnbounded()) {
            return NON_PRIVATE;
        }
        if (!inner.isUnsampled()) {
            throw unsupported(
                    event,
                    "the batches of a shuffled epoch must be released by Gaussian events: do not sample"
                            + " within a shuffled batch");
        }
        return adjacency == Adjacency.REPLACE_ONE
                ? inner
                : inner.withMuSquaredTimes(ReducedEvent.SHUFFLED_SENSITIVITY_SQUARED);
    }

    @Override
    public ReducedEvent selfComposed(DpEvent.SelfComposed event) {
        return event.event().accept(this).times(event.count());
    }

    @Override
    public ReducedEvent composed(DpEvent.Composed event) {
        ReducedEvent result = ReducedEvent.nothing();
        for (DpEvent part : event.events()) {
            result = result.plus(part.accept(this));
        }
        return result;
    }

    @Override
    public ReducedEvent nonPrivate(DpEvent.NonPrivate event) {
        return NON_PRIVATE;
    }

    /** An example more moves a shuffled epoch further than half of what replacing one does, which sampling counts on. */
    private void refuseShuffled(DpEvent sampling, DpEvent inner) {
        if (inner instanceof DpEvent.ShuffledEpoch) {
            throw unsupported(sampling, "a shuffled epoch cannot be run on a sample: shuffle the whole dataset");
        }
        if (inner instanceof DpEvent.SelfComposed repeated) {
            refuseShuffled(sampling, repeated.event());
        }
        if (inner instanceof DpEvent.Composed composed) {
            composed.events().forEach(part -> refuseShuffled(sampling, part));
        }
    }

    private ReducedEvent poisson(DpEvent.PoissonSampled event, double noiseMultiplier, boolean discrete) {
        Map<PoissonGaussian, Long> step = Map.of(new PoissonGaussian(event.samplingProbability(), noiseMultiplier), 1L);
        if (!discrete) {
            return new ReducedEvent(0, 0, step, Map.of(), Map.of(), 0, false);
        }
        if (adjacency != Adjacency.ADD_OR_REMOVE_ONE) {
            throw unsupported(
                    event,
                    "the cost of a Poisson-sampled discrete Gaussian is known under add-or-remove-one only: account"
                            + " with Adjacency.ADD_OR_REMOVE_ONE");
        }
        return new ReducedEvent(0, 0, Map.of(), step, Map.of(), 0, false);
    }

    private static boolean isOnePoissonGaussian(ReducedEvent event) {
        return event.gaussianMuSquared() == 0
                && !event.hasDiscrete()
                && event.truncation() == 0
                && event.fixedSizeGaussians().isEmpty()
                && event.poissonGaussians().size() == 1
                && event.poissonGaussians().values().iterator().next() == 1;
    }

    /** The multiplier as given where there is one, so that equal events stay equal; else the reduced one. */
    private static double noiseMultiplier(DpEvent event, ReducedEvent reduced) {
        if (event instanceof DpEvent.Gaussian gaussian) {
            return gaussian.noiseMultiplier();
        }
        return event instanceof DpEvent.DiscreteGaussian discrete
                ? discrete.noiseMultiplier()
                : reduced.gaussianNoiseMultiplier();
    }

    private UnsupportedEventException unsupported(DpEvent event, String reason) {
        return new UnsupportedEventException(accountant, event, reason);
    }
}
