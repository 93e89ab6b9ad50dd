package org.dpmodel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.ledger.LedgerRecord;

/**
 * What the trainings of a ledger cost together if each takes all of its steps. Once results may have ended one of them,
 * the steps of all later ones come on top of all that was planned, not on top of those that happened to run: how many
 * there were together depends on the data.
 */
final class PlannedCost {
    private final ModelSettings settings;
    private final Spending spending;
    private final RunHistory history;

    PlannedCost(ModelSettings settings, Spending spending, RunHistory history) {
        this.settings = settings;
        this.spending = spending;
        this.history = history;
    }

    /**
     * The plan with the run that begins or continues.
     *
     * @param steps the run's remaining steps
     * @param ahead the charge of each of them; 0 is the next one
     * @return what is to be recorded; empty if an earlier plan of the same run has all these steps
     */
    Optional<LedgerRecord.Planned> with(long steps, LongFunction<Optional<DpEvent>> ahead) {
        long spent = spending.steps();
        // A ledger of an earlier version may have taken more steps than its last plan.
        Optional<LedgerRecord.Planned> last = history.planned().filter(plan -> plan.steps() >= spent);
        // The rest of what this run planned before it was interrupted is paid for.
        long paid = history.isPlanOfThisRun()
                ? last.map(plan -> plan.through() - spent).orElse(0L)
                : 0;
        if (steps <= paid) {
            return Optional.empty();
        }
        List<Optional<DpEvent>> added =
                LongStream.range(paid, steps).mapToObj(ahead).toList();
        PrivacyAccountant base = last.map(plan -> with(Spending.newAccountant(settings), plan.event()))
                .orElseGet(() -> spending.accountant().copy());
        long within = last.isPresent() ? withinBudget(base, added) : added.size();
        PrivacyAccountant whole = with(base, added, within);
        long before = last.map(LedgerRecord.Planned::steps).orElse(spent);
        return Optional.of(new LedgerRecord.Planned(before + within, spent + steps, whole.ledger()));
    }

    /**
     * How many of the added steps a budget permits after all earlier ones. If all steps of the ledger have the same charge,
     * trainings of any length are beginnings of the same sequence, and none reaches further than the budget.
     */
    private long withinBudget(PrivacyAccountant base, List<Optional<DpEvent>> added) {
        Set<DpEvent> kinds = added.stream().flatMap(Optional::stream).collect(Collectors.toSet());
        if (settings.budget().isEmpty()
                || kinds.size() != 1
                || !repeats(base.ledger(), kinds.iterator().next())) {
            return added.size();
        }
        PrivacyBudget budget = settings.budget().get();
        long most = 0;
        for (long beyond = added.size() + 1L, next = added.size(); most + 1 < beyond; next = (most + beyond) / 2) {
            if (with(base, added, next).epsilon(budget.delta()) <= budget.epsilon()) {
                most = next;
            } else {
                beyond = next;
            }
        }
        return most;
    }

    private static boolean repeats(DpEvent whole, DpEvent single) {
        return whole.equals(single)
                || whole instanceof DpEvent.SelfComposed repeated
                        && repeated.event().equals(single)
                || whole instanceof DpEvent.Composed all
                        && all.events().stream().allMatch(event -> repeats(event, single));
    }

    private static PrivacyAccountant with(PrivacyAccountant base, List<Optional<DpEvent>> added, long count) {
        PrivacyAccountant whole = base.copy();
        added.stream().limit(count).flatMap(Optional::stream).forEach(whole::compose);
        return whole;
    }

    private static PrivacyAccountant with(PrivacyAccountant fresh, DpEvent event) {
        fresh.compose(event);
        return fresh;
    }
}
