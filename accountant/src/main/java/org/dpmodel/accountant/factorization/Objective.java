package org.dpmodel.accountant.factorization;

import java.util.Arrays;

/** The objective of a strategy, among the squared errors of all prefix sums. */
public enum Objective {
    /** Their mean: each iterate counts the same. */
    MEAN {
        @Override
        double[] weights(int steps) {
            double[] weights = new double[steps];
            Arrays.setAll(weights, i -> (double) (steps - i) / steps);
            return weights;
        }
    },
    /** The largest of them, which is that of the last step if diagonals are constant: the final model counts. */
    MAX {
        @Override
        double[] weights(int steps) {
            double[] weights = new double[steps];
            Arrays.fill(weights, 1);
            return weights;
        }
    };

    /** How often the i-th squared coefficient of A C⁻¹ counts, if diagonals are constant. */
    abstract double[] weights(int steps);
}
