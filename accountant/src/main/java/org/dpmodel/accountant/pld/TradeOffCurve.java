package org.dpmodel.accountant.pld;

import java.util.ArrayList;
import java.util.List;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.validation.Checks;

/**
 * The trade-off of a membership test: the smallest false-negative rate that any attack can reach at a false-positive
 * rate. Easier to picture than epsilon. Immutable.
 *
 * <pre>
 * f(a) = sup over epsilon of max(0, 1 - delta(epsilon) - e^epsilon a, e^(-epsilon) (1 - delta(epsilon) - a))
 * </pre>
 *
 * (Dong, Roth, Su 2022, arXiv 1905.02383, Proposition 6). Over a finite set of epsilons, with upper bounds on delta, it
 * is a lower bound on the true curve: no attack does better than this.
 */
public final class TradeOffCurve {
    private static final int POINTS = 60;
    private static final double SMALLEST_DELTA = 1e-9;

    private record Point(double epsilon, double delta) {}

    private final List<Point> points = new ArrayList<>();

    private TradeOffCurve() {}

    /**
     * The curve of an accountant's ledger.
     *
     * @param accountant the accountant; its ledger is read now, later changes do not matter
     */
    public TradeOffCurve(PrivacyAccountant accountant) {
        double largest = accountant.epsilon(SMALLEST_DELTA);
        points.add(new Point(0, accountant.delta(0)));
        if (largest < Double.POSITIVE_INFINITY) {
            for (int i = 1; i <= POINTS; i++) {
                double epsilon = largest * i / POINTS;
                points.add(new Point(epsilon, accountant.delta(epsilon)));
            }
        }
    }

    /**
     * The curve of an accountant's ledger from the epsilons of a few deltas, which is a coarser bound, for ledgers whose
     * answers are expensive.
     *
     * @param accountant the accountant; its ledger is read now, later changes do not matter
     * @param deltas each in (0, 1)
     * @return the curve
     */
    public static TradeOffCurve atDeltas(PrivacyAccountant accountant, List<Double> deltas) {
        TradeOffCurve curve = new TradeOffCurve();
        for (double delta : deltas) {
            double epsilon = accountant.epsilon(delta);
            if (epsilon < Double.POSITIVE_INFINITY) {
                curve.points.add(new Point(epsilon, epsilon == 0 ? accountant.delta(0) : delta));
            }
        }
        return curve;
    }

    /**
     * A false-negative rate below which no attack can get.
     *
     * @param falsePositiveRate fraction of non-members classified as members, in [0, 1]
     * @return lower bound on the fraction of members that are missed, in [0, 1]
     */
    public double falseNegativeRate(double falsePositiveRate) {
        Checks.probability("falsePositiveRate", falsePositiveRate, "pass a rate such as 0.001");
        double rate = 0;
        for (Point point : points) {
            double steep = 1 - point.delta - Math.exp(point.epsilon) * falsePositiveRate;
            double flat = Math.exp(-point.epsilon) * (1 - point.delta - falsePositiveRate);
            rate = Math.max(rate, Math.max(steep, flat));
        }
        return rate;
    }

    /**
     * The true-positive rate that no attack exceeds.
     *
     * @param falsePositiveRate fraction of non-members classified as members, in [0, 1]
     * @return upper bound on the fraction of members that are found, in [0, 1]
     */
    public double truePositiveRate(double falsePositiveRate) {
        return 1 - falseNegativeRate(falsePositiveRate);
    }
}
