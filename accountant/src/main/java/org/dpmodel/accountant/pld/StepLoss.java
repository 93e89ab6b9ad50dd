package org.dpmodel.accountant.pld;

import org.dpmodel.accountant.form.PoissonGaussian;

/**
 * The privacy loss of one step, and the stretch of the line that is kept of it.
 *
 * @param loss the loss
 * @param low lower end; the mass below is negligible
 * @param high upper end; the mass above counts as infinite loss
 */
record StepLoss(PrivacyLoss loss, double low, double high) {

    /** Makes the loss of a step, truncated for the question at hand. */
    interface Factory {
        StepLoss of(PoissonGaussian step);
    }

    static StepLoss truncated(PrivacyLoss loss, double lowerMass, double upperMass) {
        return new StepLoss(loss, loss.lowerPoint(lowerMass), loss.upperPoint(upperMass));
    }
}
