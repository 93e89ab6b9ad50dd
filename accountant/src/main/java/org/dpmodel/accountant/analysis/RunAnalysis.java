package org.dpmodel.accountant.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.analysis.DpSgdRun.Sampler;
import org.dpmodel.accountant.validation.Checks;

/** Statements, tables and series for runs, by an accountant of one's choice. */
public final class RunAnalysis {
    private final Supplier<? extends PrivacyAccountant> accountants;

    /**
     * An analysis.
     *
     * @param accountants makes an accountant with an empty ledger
     */
    public RunAnalysis(Supplier<? extends PrivacyAccountant> accountants) {
        this.accountants = Objects.requireNonNull(accountants, "accountants");
    }

    /**
     * One point of a series.
     *
     * @param step number of steps done
     * @param epsilon epsilon then
     */
    public record SeriesPoint(long step, double epsilon) {}

    /**
     * What one can afford: epsilon for each noise multiplier and number of epochs.
     *
     * @param noiseMultipliers the rows
     * @param epochs the columns
     * @param epsilons one list per row, in the order of the columns
     */
    public record BudgetTable(List<Double> noiseMultipliers, List<Long> epochs, List<List<Double>> epsilons) {
        /**
         * Checks the components.
         *
         * @param noiseMultipliers as for the record
         * @param epochs as for the record
         * @param epsilons as for the record
         */
        public BudgetTable {
            noiseMultipliers = List.copyOf(noiseMultipliers);
            epochs = List.copyOf(epochs);
            epsilons = epsilons.stream().map(List::copyOf).toList();
        }
    }

    /**
     * The statement of a run; for shuffled batches with the epsilon of Poisson sampling beside it.
     *
     * @param run the run
     * @param delta the delta to state
     * @return the statement
     */
    public PrivacyStatement statement(DpSgdRun run, double delta) {
        PrivacyStatement statement =
                PrivacyStatement.of(accountant(run), delta, run.samplerInWords(), run.mechanismInWords(), run.steps());
        return run.sampler() == Sampler.SHUFFLED
                ? statement.withEpsilonIfPoissonSampled(
                        accountant(run.withSampler(Sampler.POISSON)).epsilon(delta))
                : statement;
    }

    /**
     * Epsilon for combinations of noise and epochs.
     *
     * @param run the run to vary
     * @param noiseMultipliers the rows
     * @param epochs the columns
     * @param delta the delta
     * @return the table
     */
    public BudgetTable table(DpSgdRun run, List<Double> noiseMultipliers, List<Long> epochs, double delta) {
        List<List<Double>> rows = new ArrayList<>();
        for (double noiseMultiplier : noiseMultipliers) {
            List<Double> row = new ArrayList<>();
            for (long count : epochs) {
                long steps = Math.multiplyExact(run.stepsPerEpoch(), count);
                row.add(accountant(run.withNoiseMultiplier(noiseMultiplier).withSteps(steps))
                        .epsilon(delta));
            }
            rows.add(row);
        }
        return new BudgetTable(noiseMultipliers, epochs, rows);
    }

    /**
     * Epsilon as the run goes on.
     *
     * @param run the run
     * @param delta the delta
     * @param points number of points, at least 1; fewer are returned for a shorter run
     * @return evenly spaced points, the last one at the end of the run
     */
    public List<SeriesPoint> series(DpSgdRun run, double delta, int points) {
        Checks.atLeast("points", points, 1, "pass how many points to draw");
        List<SeriesPoint> series = new ArrayList<>();
        long last = 0;
        for (int i = 1; i <= points; i++) {
            long step = Math.round((double) run.steps() * i / points);
            if (step > last) {
                series.add(new SeriesPoint(step, accountant(run.withSteps(step)).epsilon(delta)));
                last = step;
            }
        }
        return series;
    }

    private PrivacyAccountant accountant(DpSgdRun run) {
        PrivacyAccountant accountant = accountants.get();
        accountant.compose(run.event());
        return accountant;
    }
}
