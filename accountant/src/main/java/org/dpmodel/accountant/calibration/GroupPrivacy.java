package org.dpmodel.accountant.calibration;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.internal.PrivacyCurveSearch;
import org.dpmodel.accountant.validation.Checks;

/**
 * User-level guarantees: what an example-level ledger guarantees for k examples of one user at once.
 *
 * <p>From (epsilon, delta(epsilon)) for one example follow, for every epsilon,
 *
 * <pre>
 * k epsilon   and   delta(epsilon) (e^(k epsilon) - 1) / (e^epsilon - 1)
 * </pre>
 *
 * for k examples (Vadhan 2017, The Complexity of Differential Privacy, Lemma 2.2, with the geometric series summed); the
 * smallest k epsilon for a delta is found by search. Valid for every accountant and adjacency; not tight. For Gaussian
 * events without sampling, k examples are exactly equivalent to one with k times the sensitivity: compose them with noise
 * multiplier / k instead.
 */
public final class GroupPrivacy {
    private static final double LARGEST_EPSILON = 1e4;
    private static final double ACCURACY = 1e-6;

    private GroupPrivacy() {}

    /**
     * The epsilon for a group.
     *
     * @param accountant accountant with the example-level ledger, for example under
     *     {@link Adjacency#ADD_OR_REMOVE_ONE}
     * @param groupSize number k of examples a user may have, at least 1
     * @param delta delta of the group's guarantee, in [0, 1]
     * @return upper bound on the group's epsilon, infinite if none up to 10000 k was found
     */
    public static double epsilon(PrivacyAccountant accountant, int groupSize, double delta) {
        Checks.atLeast("groupSize", groupSize, 1, "pass the largest number of examples of one user");
        Checks.delta(delta);
        if (groupSize == 1 || delta == 1 || delta == 0) {
            return accountant.epsilon(delta);
        }
        double target = Math.log(delta);
        if (logDelta(accountant, groupSize, 0) <= target) {
            return 0;
        }
        double high = Math.min(LARGEST_EPSILON, 2 * accountant.epsilon(delta) + 1);
        while (logDelta(accountant, groupSize, high) > target) {
            high *= 2;
            if (!(high <= LARGEST_EPSILON)) {
                return Double.POSITIVE_INFINITY;
            }
        }
        double single = PrivacyCurveSearch.smallestArgument(
                e -> logDelta(accountant, groupSize, e), target, 0, high, ACCURACY * high);
        return groupSize * single;
    }

    /**
     * The delta for a group.
     *
     * @param accountant accountant with the example-level ledger
     * @param groupSize number k of examples a user may have, at least 1
     * @param epsilon epsilon of the group's guarantee, at least 0
     * @return upper bound on the group's delta, at most 1
     */
    public static double delta(PrivacyAccountant accountant, int groupSize, double epsilon) {
        Checks.atLeast("groupSize", groupSize, 1, "pass the largest number of examples of one user");
        Checks.epsilon(epsilon);
        if (groupSize == 1) {
            return accountant.delta(epsilon);
        }
        double logDelta = Double.isInfinite(epsilon)
                ? Math.log(accountant.delta(epsilon))
                : logDelta(accountant, groupSize, epsilon / groupSize);
        double delta = Math.exp(logDelta);
        // Both logarithms are rounded; zero and one are exact.
        return delta == 0 ? 0 : Math.min(1, delta * (1 + 1e-12));
    }

    private static double logDelta(PrivacyAccountant accountant, int groupSize, double epsilon) {
        double logFactor = epsilon == 0 ? Math.log(groupSize) : logExpm1(groupSize * epsilon) - logExpm1(epsilon);
        return Math.log(accountant.delta(epsilon)) + logFactor;
    }

    private static double logExpm1(double x) {
        return x > 1 ? x + Math.log1p(-Math.exp(-x)) : Math.log(Math.expm1(x));
    }
}
