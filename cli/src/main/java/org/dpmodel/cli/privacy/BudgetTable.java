package org.dpmodel.cli.privacy;

import java.util.List;
import org.dpmodel.accountant.analysis.RunAnalysis;
import org.dpmodel.plan.PlannedRun;

/**
 * What one can afford: epsilon for each noise multiplier (row) and number of epochs (column).
 *
 * @param noiseMultipliers standard deviations / clipping norm
 * @param epochs numbers of epochs
 * @param epsilons one list for each row
 * @param delta the delta of all epsilons
 */
record BudgetTable(List<Double> noiseMultipliers, List<Long> epochs, List<List<Double>> epsilons, double delta) {
    private static final List<Double> NOISE_MULTIPLIERS = List.of(0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0);
    private static final List<Long> EPOCHS = List.of(1L, 3L, 10L, 30L, 100L);

    static BudgetTable of(RunOptions options, RunAnalysis analysis) {
        return new BudgetTable(
                NOISE_MULTIPLIERS,
                EPOCHS,
                analysis.table(varied(options), NOISE_MULTIPLIERS, EPOCHS, options.delta())
                        .epsilons(),
                options.delta());
    }

    private static RunAnalysis.VariableRun varied(RunOptions options) {
        return (noise, epochs) -> {
            PlannedRun run = options.run(noise);
            return run.withSteps(Math.multiplyExact(run.stepsPerEpoch(), epochs))
                    .event();
        };
    }
}
