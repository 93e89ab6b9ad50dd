package org.dpmodel.accountant.risk;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.dpmodel.accountant.PrivacyAccountant;

/**
 * The epsilon at which a privacy curve gives the best bound for a false-positive rate. Every epsilon gives a bound, so a
 * search that ends early loses only tightness. Since delta is convex in γ = e^epsilon, {@code delta + γ a} has one
 * minimum, and {@code (1 − delta − a) / γ}, the quotient of a concave function and a linear one, has one maximum. The
 * search starts at the optimum of the Gaussian mechanism with the same advantage, since few curves are far from that of a
 * Gaussian mechanism.
 */
final class RateSearch {
    private static final double FIRST_STRIDE = 0.06;
    private static final double MOST_EPSILON = 500;
    private static final double GOLDEN = (3 - Math.sqrt(5)) / 2;
    /** Accuracy of epsilon near the minimum: the value is then accurate to a millionth of the rate. */
    private static final double ACCURACY = 3e-3;

    private final PrivacyAccountant accountant;
    private final double falsePositiveRate;
    private final double advantage;

    /** The advantage is the accountant's delta at 0. */
    RateSearch(PrivacyAccountant accountant, double falsePositiveRate, double advantage) {
        this.accountant = accountant;
        this.advantage = advantage;
        this.falsePositiveRate = falsePositiveRate;
    }

    double truePositiveRate() {
        double atZero = Math.min(1, falsePositiveRate + advantage);
        if (advantage <= 0 || advantage >= 1) {
            return atZero;
        }
        // The two families of bounds meet where the curve has slope −1: f(a) = a there.
        boolean steep = falsePositiveRate <= (1 - advantage) / 2;
        double found = least(steep ? this::steep : this::flat, start());
        return Math.max(falsePositiveRate, Math.min(atZero, found * (1 + 1e-15)));
    }

    private double steep(double epsilon) {
        return accountant.delta(epsilon) + Math.exp(epsilon) * falsePositiveRate;
    }

    private double flat(double epsilon) {
        return 1 - Math.exp(-epsilon) * (1 - accountant.delta(epsilon) - falsePositiveRate);
    }

    /** For the Gaussian mechanism of mu the best test at a false-positive rate has its threshold at this privacy loss. */
    private double start() {
        NormalDistribution normal = new NormalDistribution();
        double mu = 2 * normal.inverseCumulativeProbability((1 + advantage) / 2);
        double loss = mu * normal.inverseCumulativeProbability(1 - falsePositiveRate) - mu * mu / 2;
        return Math.min(MOST_EPSILON, Math.abs(loss));
    }

    /** Walks downhill with growing strides until the value increases, then narrows the bracket by golden sections. */
    private double least(DoubleUnaryOperator bound, double start) {
        double middle = start;
        double value = bound.applyAsDouble(middle);
        double stride = FIRST_STRIDE * Math.max(0.2, start);
        double left = Math.max(0, middle - stride);
        double atLeft = bound.applyAsDouble(left);
        double right = middle + stride;
        double atRight = bound.applyAsDouble(right);
        while (atLeft < value && left > 0) {
            stride *= 2;
            right = middle;
            middle = left;
            value = atLeft;
            left = Math.max(0, left - stride);
            atLeft = bound.applyAsDouble(left);
        }
        while (atRight < value && right < MOST_EPSILON) {
            stride *= 2;
            left = middle;
            middle = right;
            value = atRight;
            right += stride;
            atRight = bound.applyAsDouble(right);
        }
        double least = Math.min(value, Math.min(atLeft, atRight));
        while (right - left > ACCURACY * Math.max(0.1, middle)) {
            boolean toTheRight = right - middle > middle - left;
            double probe = toTheRight ? middle + GOLDEN * (right - middle) : middle - GOLDEN * (middle - left);
            double atProbe = bound.applyAsDouble(probe);
            least = Math.min(least, atProbe);
            if (atProbe < value) {
                left = toTheRight ? middle : left;
                right = toTheRight ? right : middle;
                middle = probe;
                value = atProbe;
            } else if (toTheRight) {
                right = probe;
            } else {
                left = probe;
            }
        }
        return least;
    }
}
