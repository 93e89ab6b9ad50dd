package org.dpmodel;

import java.util.Optional;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;

/**
 * Tells before a charge whether the budget bears it. A charge is looked at together with more of its kind, so that a long
 * run of equal steps costs few computations of epsilon. Mutable, for the training thread.
 */
final class BudgetWall {
    private static final long MOST_AT_ONCE = 256;

    private final PrivacyBudget budget;
    private Optional<DpEvent> known = Optional.empty();
    private long affordable;

    BudgetWall(PrivacyBudget budget) {
        this.budget = budget;
    }

    /** Whether the accountant, charged with the event as well, stays within the budget. */
    boolean bears(PrivacyAccountant accountant, DpEvent event) {
        if (known.filter(event::equals).isEmpty()) {
            affordable = 0;
        }
        known = Optional.of(event);
        for (long count = MOST_AT_ONCE; affordable == 0 && count >= 1; count /= 4) {
            affordable = within(accountant, event, count) ? count : 0;
        }
        return affordable > 0;
    }

    /** Must be told of every charge. */
    void charged(DpEvent event) {
        affordable = known.filter(event::equals).isPresent() ? Math.max(0, affordable - 1) : 0;
    }

    private boolean within(PrivacyAccountant accountant, DpEvent event, long count) {
        PrivacyAccountant after = accountant.copy();
        after.compose(event, count);
        return after.epsilon(budget.delta()) <= budget.epsilon();
    }
}
