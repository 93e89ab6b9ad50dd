package org.dpmodel.cli.privacy;

import org.dpmodel.accountant.calibration.Calibration;
import org.dpmodel.plan.NoiseSearch;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;

/** Finds the longest or least noisy run that a budget allows. */
final class BudgetSearch {
    private final RunOptions options;
    private final double epsilon;

    /**
     * What a budget allows according to an accountant.
     *
     * @param accountant the accountant
     * @param run the run that just stays within the budget
     */
    record Answer(AccountantChoice accountant, PlannedRun run) {}

    BudgetSearch(RunOptions options, double epsilon) {
        this.options = options;
        this.epsilon = epsilon;
    }

    /** The smallest noise multiplier, rounded up to four decimals. */
    Answer noise(AccountantChoice choice) {
        PrivacyPlan plan = options.run().plan();
        NoiseSearch search = new NoiseSearch(options.accountants(choice, plan), epsilon, options.delta());
        double noiseMultiplier =
                search.noiseMultiplier(noise -> options.run(noise).event(), plan.sensitivityInClippingNorms());
        return new Answer(choice, options.run(noiseMultiplier));
    }

    /**
     * The largest number of steps; if an epoch is charged as a whole, the largest number of whole epochs, since an
     * incomplete one costs as much.
     */
    Answer steps(AccountantChoice choice) {
        PlannedRun run = options.run();
        long stride = run.plan().sampling().stepsPerCharge(run.datasetSize());
        long count = calibration(choice)
                .maxCount(n -> run.withSteps(Math.multiplyExact(stride, n)).event(), epsilon, options.delta());
        return new Answer(choice, run.withSteps(Math.multiplyExact(stride, count)));
    }

    private Calibration calibration(AccountantChoice choice) {
        return new Calibration(options.accountants(choice, options.run().plan()));
    }
}
