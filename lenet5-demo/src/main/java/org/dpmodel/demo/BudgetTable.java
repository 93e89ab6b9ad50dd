package org.dpmodel.demo;

import java.util.List;
import org.dpmodel.accountant.analysis.DpSgdRun;
import org.dpmodel.accountant.analysis.RunAnalysis;

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

    static BudgetTable of(DpSgdRun run, RunOptions options, RunAnalysis analysis, double delta) {
        List<Double> relative = NOISE_MULTIPLIERS.stream()
                .map(noise -> noise / options.sensitivity())
                .toList();
        return new BudgetTable(
                NOISE_MULTIPLIERS,
                EPOCHS,
                analysis.table(run, relative, EPOCHS, delta).epsilons(),
                delta);
    }
}
