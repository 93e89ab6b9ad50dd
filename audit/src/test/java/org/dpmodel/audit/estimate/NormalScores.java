package org.dpmodel.audit.estimate;

import java.util.SplittableRandom;

/** Seeded scores of a normal distribution with deviation 1. */
final class NormalScores {
    private NormalScores() {}

    static double[] of(int count, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            scores[i] = mean + random.nextGaussian();
        }
        return scores;
    }
}
