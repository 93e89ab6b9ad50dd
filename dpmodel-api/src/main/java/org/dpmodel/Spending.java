package org.dpmodel;

import java.util.Optional;
import java.util.function.LongFunction;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.validation.Require;

/** What a model has spent, and whether its budget allows more. Mutable, for the training thread. */
final class Spending {
    private final PrivacyAccountant accountant;
    private final Optional<BudgetWall> wall;
    private long steps;

    Spending(ModelSettings settings) {
        this.accountant = newAccountant(settings);
        this.wall = settings.budget().map(BudgetWall::new);
    }

    /** An accountant of another adjacency would read the plan's events, which hold its sensitivity, for a smaller one. */
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

    /** Refuses a charge that the accountant does not know, so that none is written that could not be read again. */
    void checkChargeable(DpEvent event) {
        accountant.copy().compose(event);
    }

    /**
     * Whether the budget allows the next step.
     *
     * @param ahead the charge of each step from the next one, 0, on
     * @param most how many steps are wanted at most, at least 1
     */
    boolean allows(LongFunction<Optional<DpEvent>> ahead, long most) {
        return wall.isEmpty() || wall.get().allows(accountant, ahead, most);
    }

    /** Counts a step and what it costs; nothing where an earlier step has paid. */
    void count(Optional<DpEvent> event) {
        event.ifPresent(accountant::compose);
        steps++;
        wall.ifPresent(budget -> budget.charged(event));
    }

    PrivacyAccountant accountant() {
        return accountant;
    }

    /** Steps charged so far; also the index of the next step's noise, which is therefore never drawn twice. */
    long steps() {
        return steps;
    }
}
