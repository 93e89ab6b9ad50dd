package org.dpmodel.accountant.factorization;

import java.util.Arrays;

/** The objective of a strategy, among the squared errors of all prefix sums. */
public enum Objective {
    /** Their mean: each iterate has the same weight. */
    MEAN {
        @Override
        double[] weights(int steps) {
            double[] weights = new double[steps];
            Arrays.setAll(weights, i -> (double) (steps - i) / steps);
            return weights;
        }
    },
    /** The largest of them, which is that of the last step if diagonals are constant: only the final model matters. */
    MAX {
        @Override
        double[] weights(int steps) {
            double[] weights = new double[steps];
            Arrays.fill(weights, 1);
            return weights;
        }
    };

    /** The weight of the i-th squared coefficient of A C⁻¹, if diagonals are constant. */
    abstract double[] weights(int steps);
}
