package org.dpmodel.optimizer;

import org.dpmodel.validation.Require;

/** Checks shared by the schedules. */
final class Rates {
    private Rates() {}

    static void check(String name, double learningRate) {
        Require.nonNegative(name, learningRate, "pass for example 0.1");
    }

    static void checkSteps(String name, long steps) {
        Require.atLeast(name, steps, 1, "pass a number of steps (epochs × steps per epoch)");
    }
}
