package org.dpmodel.accountant;

import org.dpmodel.accountant.validation.Checks;

/**
 * What several trainings of the same weights cost anyone whose data is in all of them: epsilons and deltas added up
 * (Dwork and Roth 2014, theorem 3.16, which also holds where a later training depends on the result of an earlier one).
 *
 * @param epsilon the sum of epsilons; infinite if one training was not private
 * @param delta the sum of deltas, in (0, 1]
 * @param trainings how many there were, at least 2
 */
public record TotalCost(double epsilon, double delta, int trainings) {
    /** Checks the numbers. */
    public TotalCost {
        Checks.epsilon(epsilon);
        if (!(delta > 0 && delta <= 1)) {
            throw new IllegalArgumentException("the delta of a total must be in (0, 1], found " + delta
                    + ": add up the deltas of its trainings, and stop at 1");
        }
        Checks.atLeast("trainings", trainings, 2, "one training has no total");
    }

    /**
     * The cost of this total and one more training.
     *
     * @param training a statement about the same adjacency and unit
     * @return the sum, rounded up
     */
    public TotalCost and(PrivacyStatement training) {
        return new TotalCost(up(epsilon, training.epsilon()), sumOfDeltas(delta, training.delta()), trainings + 1);
    }

    /**
     * The cost of two trainings.
     *
     * @param first a statement
     * @param second another one, about the same adjacency and unit
     * @return the sum, rounded up
     */
    public static TotalCost of(PrivacyStatement first, PrivacyStatement second) {
        return new TotalCost(up(first.epsilon(), second.epsilon()), sumOfDeltas(first.delta(), second.delta()), 2);
    }

    /** The sum, rounded up: Knuth's exact error of an addition shows whether it was rounded down. */
    private static double up(double a, double b) {
        double sum = a + b;
        double partOfB = sum - a;
        double error = (a - (sum - partOfB)) + (b - partOfB);
        return error > 0 ? Math.nextUp(sum) : sum;
    }

    private static double sumOfDeltas(double a, double b) {
        return Math.min(1, up(a, b));
    }
}
