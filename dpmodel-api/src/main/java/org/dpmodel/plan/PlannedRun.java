package org.dpmodel.plan;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.validation.Require;

/**
 * A private training of a given number of steps and examples, whose cost can be computed before it is spent. Immutable.
 *
 * @param plan the plan
 * @param datasetSize number of examples in the dataset, or of people where people are drawn; at least the expected batch
 *     size
 * @param steps number of steps, at least 0
 */
public record PlannedRun(PrivacyPlan plan, int datasetSize, long steps) {
    /**
     * Checks that the dataset is large enough.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public PlannedRun {
        Objects.requireNonNull(plan, "plan");
        plan.sampling().stepsPerEpoch(datasetSize);
        if (steps < 0) {
            throw Require.broken("steps", "must be at least 0", steps, "pass the number of noisy steps");
        }
    }

    /**
     * The same training, longer or shorter.
     *
     * @param newSteps number of steps, at least 0
     * @return a changed copy
     */
    public PlannedRun withSteps(long newSteps) {
        return new PlannedRun(plan, datasetSize, newSteps);
    }

    /**
     * The number of steps in an epoch.
     *
     * @return at least 1
     */
    public int stepsPerEpoch() {
        return plan.sampling().stepsPerEpoch(datasetSize);
    }

    /**
     * The training that gives people the same protection in the other way: with records drawn and people charged as
     * groups if people are drawn, and with people drawn if they are charged as groups; with the same number of epochs and
     * equally large batches.
     *
     * @param people the number of people
     * @param records the number of records that are kept of them
     * @return that training; empty if people are not protected or have one record each, if the other way is not allowed,
     *     or if the noise depends on the steps
     */
    public Optional<PlannedRun> otherWay(int people, int records) {
        if (plan.people().isEmpty() || !plan.noise().isConstant() || !(plan.sampling() instanceof PoissonSampling)) {
            return Optional.empty();
        }
        PersonProtection other = plan.people().get().otherWay();
        if (other.recordsPerPerson() == 1) {
            return Optional.empty();
        }
        int size = other.drawsPeople() ? people : records;
        if (size < plan.sampling().expectedBatchSize() || other.drawsPeople() && plan.microbatchSize() > 1) {
            return Optional.empty();
        }
        PlannedRun none = new PlannedRun(plan.withPeople(other), size, 0);
        long scaled = Math.multiplyExact(steps, none.stepsPerEpoch());
        return Optional.of(none.withSteps((scaled + stepsPerEpoch() - 1) / stepsPerEpoch()));
    }

    /**
     * The cost of charging drawn people as groups instead, if all had the maximum number of kept records; as text for
     * statements. How many records they really have is private, and not needed.
     *
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a sentence; empty if people are not drawn, or as for {@link #comparison}
     */
    public Optional<String> comparisonOfFullPeople(double delta) {
        long records = (long) plan.unitRows() * datasetSize;
        return plan.drawsPeople() && records <= Integer.MAX_VALUE
                ? comparison(datasetSize, (int) records, delta)
                : Optional.empty();
    }

    /**
     * The cost of the other way, as text; computed by RDP, which is very fast for groups. The text contains both numbers,
     * or values derived from them: do not pass private ones for a text that is published.
     *
     * @param people the number of people
     * @param records the number of records that are kept of them
     * @param delta the delta at which epsilon is computed, in (0, 1)
     * @return a sentence; empty if there is no other way, or RDP does not support its steps
     */
    public Optional<String> comparison(int people, int records, double delta) {
        PrivacyAccountant single = new RdpAccountant(plan.adjacency());
        return otherWay(people, records)
                .filter(other -> single.supports(other.event()))
                .map(other -> {
                    PrivacyAccountant accountant = other.plan.accountant(single);
                    accountant.compose(other.event());
                    String epsilon = PrivacyStatement.of(
                                    accountant,
                                    delta,
                                    other.plan.describeSampler(other.datasetSize),
                                    other.plan.describeMechanism(),
                                    other.steps)
                            .displayedEpsilon();
                    return String.format(
                            Locale.ROOT,
                            other.plan.people().orElseThrow().drawsPeople()
                                    ? "To draw %,d people instead of records, and clip the records of each as one, would cost"
                                            + " epsilon = %s by RDP, for the same number of epochs and the same "
                                            + "batch size."
                                    : "To draw %,d records one by one, and charge a person as a group, would cost "
                                            + "epsilon = %s by RDP, for the same number of epochs and the same batch "
                                            + "size.",
                            other.datasetSize,
                            epsilon);
                });
    }

    /**
     * The charge of the training.
     *
     * @return {@link PrivacyPlan#charges}
     */
    public DpEvent event() {
        return plan.charges(steps, datasetSize);
    }

    /**
     * The charge that it would have with Poisson sampling, for comparison only.
     *
     * @return {@link PrivacyPlan#chargesIfPoissonSampled}
     */
    public Optional<DpEvent> eventIfPoissonSampled() {
        return plan.chargesIfPoissonSampled(steps, datasetSize);
    }
}
