package org.dpmodel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongFunction;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;

/**
 * Decides before a charge whether the budget allows it. The charges of many future steps are checked together, so that a
 * long run needs few computations of epsilon. Mutable, for the training thread.
 */
final class BudgetWall {
    private static final long GROWTH = 16;
    private static final long MOST_AT_ONCE = 4096;

    private final PrivacyBudget budget;
    /** Future charges that the budget allows together, if they are made in this order. */
    private final Deque<Optional<DpEvent>> affordable = new ArrayDeque<>();

    /** How many steps are checked together next time: more after each success, fewer near the limit. */
    private long reach = 1;

    BudgetWall(PrivacyBudget budget) {
        this.budget = budget;
    }

    /**
     * Whether the accountant, charged with the next step as well, stays within the budget.
     *
     * @param ahead the charge of each future step; 0 is the next one
     * @param most the largest number of steps to check, at least 1
     */
    boolean allows(PrivacyAccountant accountant, LongFunction<Optional<DpEvent>> ahead, long most) {
        if (!ahead.apply(0).equals(affordable.peekFirst())) {
            affordable.clear();
        }
        while (affordable.isEmpty() && reach >= 1) {
            lookAhead(accountant, ahead, Math.min(reach, most));
            reach = affordable.isEmpty() ? reach / GROWTH : Math.min(reach * GROWTH, MOST_AT_ONCE);
        }
        reach = Math.max(1, reach);
        return !affordable.isEmpty();
    }

    /** What was affordable on top of what was spent before is not known any more. */
    void forget() {
        affordable.clear();
    }

    /** Records a charge; must be called for each one. */
    void charged(Optional<DpEvent> event) {
        if (!event.equals(affordable.pollFirst())) {
            affordable.clear();
        }
    }

    private void lookAhead(PrivacyAccountant accountant, LongFunction<Optional<DpEvent>> ahead, long count) {
        PrivacyAccountant after = accountant.copy();
        for (long step = 0; step < count; step++) {
            Optional<DpEvent> charge = ahead.apply(step);
            affordable.addLast(charge);
            charge.ifPresent(after::compose);
        }
        if (!(after.epsilon(budget.delta()) <= budget.epsilon())) {
            affordable.clear();
        }
    }
}
