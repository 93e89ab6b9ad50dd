package org.dpmodel.plan;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.sampling.SamplingScheme;

/**
 * Training that is explicitly <b>WITHOUT ANY PRIVACY</b>: gradients are neither clipped nor noised, and each step is
 * charged with epsilon = infinity. For comparison only.
 *
 * @param sampling how examples are drawn
 */
public record NonPrivatePlan(SamplingScheme sampling) implements TrainingPlan {
    private static final String WITHOUT_PRIVACY = "none: trained WITHOUT privacy";

    /** Checks that there is a scheme. */
    public NonPrivatePlan {
        Objects.requireNonNull(sampling, "sampling");
    }

    /** Epsilon is infinite under any adjacency; statements name this one. */
    @Override
    public Adjacency adjacency() {
        return Adjacency.ADD_OR_REMOVE_ONE;
    }

    @Override
    public int microbatchSize() {
        return 1;
    }

    @Override
    public Optional<ClipMechanism> clipMechanism() {
        return Optional.empty();
    }

    @Override
    public Optional<DpEvent> charge(long step, int stepInCharge, int datasetSize) {
        return Optional.of(new DpEvent.NonPrivate());
    }

    @Override
    public DpEvent charges(long steps, int datasetSize) {
        return new DpEvent.NonPrivate().times(steps);
    }

    @Override
    public Optional<DpEvent> chargesIfPoissonSampled(long steps, int datasetSize) {
        return Optional.empty();
    }

    @Override
    public PlanReadings begin(long steps) {
        return new NonPrivateReadings(this);
    }

    @Override
    public Optional<PrivacyPlan> privacy() {
        return Optional.empty();
    }

    @Override
    public String describeSampler(int datasetSize) {
        String scheme = sampling.name().replace("poisson", "Poisson").replace('-', ' ');
        return scheme + ", expected batch size " + sampling.expectedBatchSize() + " of " + datasetSize + " examples";
    }

    @Override
    public String describeMechanism() {
        return WITHOUT_PRIVACY;
    }

    @Override
    public String describe() {
        return WITHOUT_PRIVACY;
    }
}
