package org.dpmodel.cli.train;

import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/** Remembers whether the budget ended the training. */
final class BudgetWatch implements Callback {
    private boolean reached;

    @Override
    public void onTrainEnd(RunContext context) {
        reached = context.budgetReached();
    }

    boolean reached() {
        return reached;
    }
}
