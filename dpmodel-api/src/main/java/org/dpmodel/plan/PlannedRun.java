package org.dpmodel.plan;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.validation.Require;

/**
 * A private training of so many steps on so many examples, whose cost can be asked before it is spent. Immutable.
 *
 * @param plan the plan
 * @param datasetSize examples in the dataset, at least the expected batch size
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
     * How many steps make an epoch.
     *
     * @return at least 1
     */
    public int stepsPerEpoch() {
        return plan.sampling().stepsPerEpoch(datasetSize);
    }

    /**
     * What the training will be charged.
     *
     * @return {@link PrivacyPlan#charges}
     */
    public DpEvent event() {
        return plan.charges(steps, datasetSize);
    }

    /**
     * What it would be charged with Poisson sampling, for comparison only.
     *
     * @return {@link PrivacyPlan#chargesIfPoissonSampled}
     */
    public Optional<DpEvent> eventIfPoissonSampled() {
        return plan.chargesIfPoissonSampled(steps, datasetSize);
    }
}
