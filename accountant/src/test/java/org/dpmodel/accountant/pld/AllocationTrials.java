package org.dpmodel.accountant.pld;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Delta of epochs of random allocation by drawing from P: the mean of (1 - e^(epsilon - loss))⁺, with an error that is exceeded
 * with a given probability at most (Maurer, Pontil 2009, arXiv 0907.3740, Theorem 4: n values in [0, 1] of sample variance v
 * are within √(2 v ln(2 / p) / n) + 7 ln(2 / p) / (3 (n - 1)) of their expectation, on each side).
 *
 * @param delta the mean
 * @param error its error
 */
record AllocationTrials(double delta, double error) {
    static AllocationTrials of(int bins, double noise, int epochs, double epsilon, int trials, double falseAlarm) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(104);
        double mu = 1 / noise;
        double sum = 0;
        double squares = 0;
        for (int trial = 0; trial < trials; trial++) {
            double loss = 0;
            for (int epoch = 0; epoch < epochs; epoch++) {
                double ratio = Math.exp(mu * random.nextGaussian() + mu * mu / 2);
                for (int bin = 1; bin < bins; bin++) {
                    ratio += Math.exp(mu * random.nextGaussian() - mu * mu / 2);
                }
                loss += Math.log(ratio / bins);
            }
            double value = Math.max(0, -Math.expm1(epsilon - loss));
            sum += value;
            squares += value * value;
        }
        double mean = sum / trials;
        double variance = (squares - sum * mean) / (trials - 1);
        double log = Math.log(2 / falseAlarm);
        return new AllocationTrials(mean, Math.sqrt(2 * variance * log / trials) + 7 * log / (3.0 * (trials - 1)));
    }

    boolean isWithin(double lower, double upper) {
        return delta + error >= lower && delta - error <= upper;
    }
}
