package org.dpmodel.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.calibration.Calibration;

/**
 * Finds the smallest noise multiplier with which steps stay within a budget. Immutable.
 *
 * @param accountants creates an accountant that contains what is already spent, usually nothing
 * @param epsilon the largest epsilon, positive and finite
 * @param delta the delta that epsilon is computed at, in (0, 1)
 */
public record NoiseSearch(Supplier<PrivacyAccountant> accountants, double epsilon, double delta) {
    private static final int DECIMALS = 4;

    /**
     * The smallest noise multiplier, rounded up to four decimals. It is verified by computation that the rounded one
     * stays within the budget.
     *
     * @param steps the charge of the steps as a function of their noise multiplier: standard deviation / clipping norm
     * @param sensitivityInClippingNorms sensitivity of the sum / clipping norm
     * @return standard deviation / clipping norm
     * @throws org.dpmodel.accountant.calibration.UnattainableTargetException if no noise stays within the budget
     */
    public double noiseMultiplier(DoubleFunction<DpEvent> steps, double sensitivityInClippingNorms) {
        double relative = new Calibration(accountants)
                .noiseMultiplier(noise -> steps.apply(noise * sensitivityInClippingNorms), epsilon, delta);
        BigDecimal rounded =
                new BigDecimal(relative * sensitivityInClippingNorms).setScale(DECIMALS, RoundingMode.CEILING);
        while (!keeps(steps.apply(rounded.doubleValue()))) {
            rounded = rounded.add(BigDecimal.ONE.movePointLeft(DECIMALS));
        }
        return rounded.doubleValue();
    }

    private boolean keeps(DpEvent steps) {
        PrivacyAccountant accountant = accountants.get();
        accountant.compose(steps);
        return accountant.epsilon(delta) <= epsilon;
    }
}
