package org.dpmodel.accountant.pld;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.validation.Checks;

/**
 * The trade-off of a membership test: the smallest false-negative rate that any attack can reach at a false-positive rate.
 * What a reader of a statement can picture. Immutable.
 *
 * <pre>
 * f(a) = sup over epsilon of max(0, 1 - delta(epsilon) - e^epsilon a, e^(-epsilon) (1 - delta(epsilon) - a))
 * </pre>
 *
 * (Dong, Roth, Su 2022, arXiv 1905.02383, Proposition 6). Taken over a finite set of epsilons and upper bounds on delta,
 * it is a lower bound on the true curve: no attack does better than it says.
 */
public final class TradeOffCurve {
    private static final int USUAL_POINTS = 60;
    private static final double SMALLEST_DELTA = 1e-9;

    private record Point(double epsilon, double delta) {}

    private final List<Point> curve = new ArrayList<>();

    /**
     * The curve of an accountant's ledger.
     *
     * @param accountant the accountant; its ledger is read now, later changes do not matter
     */
    public TradeOffCurve(PrivacyAccountant accountant) {
        this(accountant, USUAL_POINTS);
    }

    /**
     * The curve of an accountant's ledger by fewer or more epsilons: a coarser bound is found sooner.
     *
     * @param accountant the accountant; its ledger is read now, later changes do not matter
     * @param points number of epsilons above 0, at least 1
     */
    public TradeOffCurve(PrivacyAccountant accountant, int points) {
        Checks.atLeast("points", points, 1, "pass how many epsilons to ask for");
        double largest = accountant.epsilon(SMALLEST_DELTA);
        curve.add(new Point(0, accountant.delta(0)));
        if (largest < Double.POSITIVE_INFINITY) {
            for (int i = 1; i <= points; i++) {
                double epsilon = largest * i / points;
                curve.add(new Point(epsilon, accountant.delta(epsilon)));
            }
        }
    }

    /**
     * The false-negative rate that no attack undercuts.
     *
     * @param falsePositiveRate share of non-members taken for members, in [0, 1]
     * @return lower bound on the share of members that are missed, in [0, 1]
     */
    public double falseNegativeRate(double falsePositiveRate) {
        Checks.probability("falsePositiveRate", falsePositiveRate, "pass a rate such as 0.001");
        double rate = 0;
        for (Point point : curve) {
            double steep = 1 - point.delta - Math.exp(point.epsilon) * falsePositiveRate;
            double flat = Math.exp(-point.epsilon) * (1 - point.delta - falsePositiveRate);
            rate = Math.max(rate, Math.max(steep, flat));
        }
        return rate;
    }

    /**
     * The true-positive rate that no attack exceeds.
     *
     * @param falsePositiveRate share of non-members taken for members, in [0, 1]
     * @return upper bound on the share of members that are found, in [0, 1]
     */
    public double truePositiveRate(double falsePositiveRate) {
        return 1 - falseNegativeRate(falsePositiveRate);
    }
}
