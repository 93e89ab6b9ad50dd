package org.dpmodel.audit.estimate;

import org.apache.commons.math3.special.Beta;
import org.apache.commons.math3.special.Gamma;

/** Probabilities of the number of successes in independent trials. */
final class BinomialTail {
    private BinomialTail() {}

    /** P(successes ≥ least). */
    static double atLeast(int least, int trials, double probability) {
        if (least <= 0) {
            return 1;
        }
        return least > trials ? 0 : Beta.regularizedBeta(probability, least, trials - least + 1.0);
    }

    /** P(successes = number), for a probability strictly between 0 and 1. */
    static double exactly(int number, int trials, double probability) {
        return Math.exp(Gamma.logGamma(trials + 1.0)
                - Gamma.logGamma(number + 1.0)
                - Gamma.logGamma(trials - number + 1.0)
                + number * Math.log(probability)
                + (trials - number) * Math.log1p(-probability));
    }
}
