package org.dpmodel.accountant.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.validation.Checks;

/** Tables and series of epsilon for runs, with any accountant. */
public final class RunAnalysis {
    private final Supplier<? extends PrivacyAccountant> accountants;

    /**
     * An analysis.
     *
     * @param accountants creates an accountant with an empty ledger
     */
    public RunAnalysis(Supplier<? extends PrivacyAccountant> accountants) {
        this.accountants = Objects.requireNonNull(accountants, "accountants");
    }

    /** The total charge of a run as a function of its noise multiplier and its number of epochs. */
    @FunctionalInterface
    public interface VariableRun {
        /**
         * The whole run as an event.
         *
         * @param noiseMultiplier a noise multiplier, in the unit of the table's rows
         * @param epochs number of epochs
         * @return the event
         */
        DpEvent event(double noiseMultiplier, long epochs);
    }

    /**
     * One point of a series.
     *
     * @param step number of steps done
     * @param epsilon epsilon then
     */
    public record SeriesPoint(long step, double epsilon) {}

    /**
     * A table of epsilon for each noise multiplier and number of epochs.
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
     * Epsilon for combinations of noise and epochs.
     *
     * @param run the run to vary
     * @param noiseMultipliers the rows
     * @param epochs the columns
     * @param delta the delta
     * @return the table
     */
    public BudgetTable table(VariableRun run, List<Double> noiseMultipliers, List<Long> epochs, double delta) {
        List<List<Double>> rows = new ArrayList<>();
        for (double noiseMultiplier : noiseMultipliers) {
            rows.add(epochs.stream()
                    .map(count -> epsilon(run.event(noiseMultiplier, count), delta))
                    .toList());
        }
        return new BudgetTable(noiseMultipliers, epochs, rows);
    }

    /**
     * Epsilon over the course of the run.
     *
     * @param run the run as a function of its number of steps
     * @param steps its length, at least 0
     * @param delta the delta
     * @param points number of points, at least 1; fewer are returned for a shorter run
     * @return evenly spaced points, the last one at the end of the run
     */
    public List<SeriesPoint> series(LongFunction<DpEvent> run, long steps, double delta, int points) {
        Checks.atLeast("points", points, 1, "pass how many points to draw");
        List<SeriesPoint> series = new ArrayList<>();
        long last = 0;
        for (int i = 1; i <= points; i++) {
            long step = Math.round((double) steps * i / points);
            if (step > last) {
                series.add(new SeriesPoint(step, epsilon(run.apply(step), delta)));
                last = step;
            }
        }
        return series;
    }

    private double epsilon(DpEvent run, double delta) {
        PrivacyAccountant accountant = accountants.get();
        accountant.compose(run);
        return accountant.epsilon(delta);
    }
}
