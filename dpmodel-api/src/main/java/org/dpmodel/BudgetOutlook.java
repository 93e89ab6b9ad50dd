package org.dpmodel;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.calibration.Calibration;
import org.dpmodel.plan.NoiseSearch;
import org.dpmodel.plan.PlanReadings;
import org.dpmodel.plan.PrivacyPlan;

/** Predicts whether a budget is enough for a training. */
final class BudgetOutlook {
    private final PrivacyPlan plan;
    private final PrivacyBudget budget;
    private final PrivacyAccountant spent;
    private final long spentSteps;
    private final long countedSteps;
    private final int datasetSize;
    private final PlanReadings readings;

    /**
     * @param countedSteps steps before the next one, counted in groups of which one charge pays for all steps, including
     *     the group that is already paid for
     */
    private BudgetOutlook(
            PrivacyPlan plan,
            PrivacyBudget budget,
            RunLedger ledger,
            long countedSteps,
            int datasetSize,
            PlanReadings readings) {
        this.plan = plan;
        this.budget = budget;
        PlannedCost plans = ledger.spending().plans();
        this.spent = ledger.position().resumed().isPresent() ? plans.committed().copy() : plans.committedToNext();
        this.spentSteps = ledger.spending().steps();
        this.countedSteps = countedSteps;
        this.datasetSize = datasetSize;
        this.readings = readings;
    }

    /**
     * How far the budget reaches; empty if there is none, or if it is enough.
     *
     * @param readings what the run reads of its plan, so that no value of a schedule is read twice
     */
    static Optional<BudgetForecast> of(
            ModelSettings settings, RunLedger ledger, int epochs, int datasetSize, PlanReadings readings) {
        Optional<PrivacyPlan> plan = settings.plan().privacy();
        if (settings.budget().isEmpty() || plan.isEmpty()) {
            return Optional.empty();
        }
        long finished = ledger.position().stepsOfResumedRun();
        long left = Math.multiplyExact((long) epochs, plan.get().sampling().stepsPerEpoch(datasetSize)) - finished;
        long counted = plan.get().sampling().isChargeResumed() ? finished : 0;
        return new BudgetOutlook(plan.get(), settings.budget().get(), ledger, counted, datasetSize, readings)
                .forecast(left);
    }

    private Optional<BudgetForecast> forecast(long left) {
        if (left <= 0 || allows(left)) {
            return Optional.empty();
        }
        long steps = new Calibration(spent::copy)
                .maxCount(count -> charges(plan, Math.min(count, left)), budget.epsilon(), budget.delta());
        return Optional.of(new BudgetForecast(steps, left, lastingNoise(left)));
    }

    private boolean allows(long steps) {
        PrivacyAccountant after = spent.copy();
        after.compose(charges(plan, steps));
        return after.epsilon(budget.delta()) <= budget.epsilon();
    }

    private OptionalDouble lastingNoise(long left) {
        if (plan.noise().withNoiseMultiplier(1).isEmpty() || spent.epsilon(budget.delta()) >= budget.epsilon()) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(new NoiseSearch(spent::copy, budget.epsilon(), budget.delta())
                    .noiseMultiplier(noise -> charges(withNoise(noise), left), plan.sensitivityInClippingNorms()));
        } catch (IllegalArgumentException e) {
            // No noise makes the budget sufficient, or none that is possible with the count of adaptive clipping.
            return OptionalDouble.empty();
        }
    }

    private PrivacyPlan withNoise(double noiseMultiplier) {
        return plan.withNoise(plan.noise().withNoiseMultiplier(noiseMultiplier).orElseThrow());
    }

    private DpEvent charges(PrivacyPlan by, long steps) {
        int paidAtOnce = by.sampling().stepsPerCharge(datasetSize);
        if (by.noise().isConstant()) {
            long charges = begun(countedSteps + steps, paidAtOnce) - begun(countedSteps, paidAtOnce);
            return by.charge(0, 0, datasetSize).orElseThrow().times(charges);
        }
        return new DpEvent.Composed(LongStream.range(0, steps)
                .mapToObj(ahead ->
                        readings.charge(spentSteps + ahead, (int) ((countedSteps + ahead) % paidAtOnce), datasetSize))
                .flatMap(Optional::stream)
                .toList());
    }

    /** The number of groups of steps, each paid for at once, that begin among the first {@code steps} steps. */
    private static long begun(long steps, int paidAtOnce) {
        return (steps + paidAtOnce - 1) / paidAtOnce;
    }
}
