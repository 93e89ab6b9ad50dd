package org.dpmodel.engine.onnxruntime.attack;

import java.util.Arrays;

/** A lower bound of epsilon from two samples of a statistic, by a threshold at the middle of their means. */
final class Audit {
    /** Of the two bounds together; 1e-4 for a suite. */
    private static final double FALSE_ALARM = 1e-4;

    private Audit() {}

    /** A distinguisher with errors α and β shows ε ≥ ln((1 − β − δ) / α) (Kairouz et al. 2015, arXiv:1311.0776). */
    static double lowerEpsilon(double[] without, double[] with, double delta) {
        double middle = (mean(without) + mean(with)) / 2;
        double sign = Math.signum(mean(with) - mean(without));
        int falsePositives = count(without, sign, middle);
        int truePositives = count(with, sign, middle);
        double alpha = upper(falsePositives, without.length);
        double power = 1 - upper(with.length - truePositives, with.length);
        return power - delta > 0 ? Math.log((power - delta) / alpha) : 0;
    }

    private static double mean(double[] sample) {
        return Arrays.stream(sample).average().orElseThrow();
    }

    private static int count(double[] sample, double sign, double middle) {
        return (int) Arrays.stream(sample).filter(x -> sign * (x - middle) > 0).count();
    }

    /** Clopper and Pearson's upper bound of a probability after some successes in so many trials, by bisection. */
    private static double upper(int successes, int trials) {
        if (successes == trials) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < 60; i++) {
            double p = (low + high) / 2;
            if (atMost(successes, trials, p) > FALSE_ALARM / 2) {
                low = p;
            } else {
                high = p;
            }
        }
        return high;
    }

    /** P(X ≤ successes) for X binomial. */
    private static double atMost(int successes, int trials, double p) {
        double logTerm = trials * Math.log1p(-p);
        double sum = 0;
        for (int k = 0; k <= successes; k++) {
            sum += Math.exp(logTerm);
            logTerm += Math.log((trials - k) / (k + 1.0)) + Math.log(p) - Math.log1p(-p);
        }
        return sum;
    }
}
