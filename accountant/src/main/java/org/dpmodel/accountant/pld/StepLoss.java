package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.form.ReducedForm;

/** The privacy loss of one step in one direction of the adjacency: what a composition needs of it. */
interface StepLoss {

    /** Makes the loss of a step, truncated for the current question. */
    interface Factory {
        StepLoss of(ReducedForm.Step step);
    }

    /** A coarse quadrature, for plans: nothing proven rests on it. */
    LossNodes.Component nodes();

    /** On the grid of the given width, of a pair that dominates the true one. */
    DiscreteLoss pessimistic(double step);

    /** On the grid of the given width, of a pair that the true one dominates. */
    DiscreteLoss optimistic(double step);
}
