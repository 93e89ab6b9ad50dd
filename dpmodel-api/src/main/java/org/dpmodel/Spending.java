package org.dpmodel;

import java.util.Optional;
import java.util.function.LongFunction;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.validation.Require;

/** What a model has spent, and whether its budget allows more. Mutable, for the training thread. */
final class Spending {
    private final PrivacyAccountant accountant;
    private final Optional<BudgetWall> wall;
    private final PlannedCost plans;
    private long steps;

    Spending(ModelSettings settings) {
        this.plans = new PlannedCost(settings);
        this.accountant = newAccountant(settings);
        this.wall = settings.budget().map(BudgetWall::new);
    }

    /**
     * An accountant for another adjacency would misread the plan's events, whose noise multipliers contain the plan's
     * sensitivity.
     */
    static PrivacyAccountant newAccountant(ModelSettings settings) {
        Adjacency adjacency = settings.plan().adjacency();
        PrivacyAccountant accountant = settings.accountant().apply(adjacency);
        if (accountant.adjacency() != adjacency) {
            throw Require.broken(
                    "the accountant's adjacency",
                    "must be the plan's, " + adjacency,
                    accountant.adjacency(),
                    "create the accountant for the adjacency that is passed to it, for example RdpAccountant::new");
        }
        return settings.plan().accountant(accountant.copy());
    }

    /** Refuses a charge that the accountant does not support, so that no unreadable charge is written. */
    void checkChargeable(DpEvent event) {
        accountant.copy().compose(event);
    }

    /**
     * Refuses a ledger that the accountant cannot count. To be called before anything of its run is taken over: weights
     * without their cost would be stated to have cost nothing.
     */
    void checkCountable(LedgerContent content) {
        PrivacyAccountant trial = accountant.copy();
        for (LedgerRecord record : content.records()) {
            if (record instanceof LedgerRecord.Step step) {
                step.event().ifPresent(trial::compose);
            }
        }
    }

    /**
     * Whether the budget allows the next step.
     *
     * @param ahead the charge of each future step; 0 is the next one
     * @param most the largest number of steps to check, at least 1
     */
    boolean allows(LongFunction<Optional<DpEvent>> ahead, long most) {
        return wall.isEmpty() || wall.get().allows(plans.committed(), ahead, most);
    }

    /** Counts a step and its cost, which is empty if an earlier step has paid for it. */
    void count(Optional<DpEvent> event) {
        event.ifPresent(accountant::compose);
        plans.count(event);
        steps++;
        wall.ifPresent(budget -> budget.charged(event));
    }

    /** What the steps that ran have cost. */
    PrivacyAccountant accountant() {
        return accountant;
    }

    /** What was planned, if results could end a run, which a budget has to cover. */
    PlannedCost plans() {
        return plans;
    }

    /** A run begins, before which a budget has to cover all that was planned. */
    void beginRun() {
        plans.beginRun();
        wall.ifPresent(BudgetWall::forget);
    }

    /** Steps charged so far; also the index of the next step's noise, which is therefore never drawn twice. */
    long steps() {
        return steps;
    }
}
