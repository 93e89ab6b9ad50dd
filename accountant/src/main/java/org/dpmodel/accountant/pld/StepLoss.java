package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.form.ReducedForm;

/** The privacy loss of one step in one direction of the adjacency, as a composition needs it. */
interface StepLoss {

    /** Creates the loss of a step, truncated for the current query. */
    interface Factory {
        StepLoss of(ReducedForm.Step step);
    }

    /** A coarse quadrature, for plans; no proof depends on it. */
    LossNodes.Component nodes();

    /** The loss on the grid of the given width, for a pair that dominates the true one. */
    DiscreteLoss pessimistic(double step);

    /** The loss on the grid of the given width, for a pair that the true one dominates. */
    DiscreteLoss optimistic(double step);
}
