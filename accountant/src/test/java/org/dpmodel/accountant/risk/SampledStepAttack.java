package org.dpmodel.accountant.risk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * All attacks on one Poisson-sampled Gaussian step that have a threshold, in both directions, and their mixtures: with x = 0
 * or 1 plus noise, "member" where x is large, when the record was added, or where x is small, when it was removed. By Neyman
 * and Pearson these, mixed, are the best ones, as the likelihood ratio grows with x.
 */
final class SampledStepAttack {
    private record Attack(double falsePositive, double truePositive) {}

    private final List<Attack> hull = new ArrayList<>();

    SampledStepAttack(double probability, double noise) {
        NormalDistribution normal = new NormalDistribution(0, noise);
        List<Attack> attacks = new ArrayList<>(List.of(new Attack(0, 0), new Attack(1, 1)));
        for (double t = -8; t <= 9; t += 2e-3) {
            double without = normal.cumulativeProbability(-t);
            double with = (1 - probability) * without + probability * normal.cumulativeProbability(1 - t);
            attacks.add(new Attack(without, with));
            attacks.add(new Attack(1 - with, 1 - without));
        }
        attacks.sort(Comparator.comparingDouble(Attack::falsePositive).thenComparingDouble(Attack::truePositive));
        for (Attack attack : attacks) {
            while (hull.size() >= 2 && !turnsDown(hull.get(hull.size() - 2), hull.get(hull.size() - 1), attack)) {
                hull.remove(hull.size() - 1);
            }
            hull.add(attack);
        }
    }

    private static boolean turnsDown(Attack a, Attack b, Attack c) {
        return (b.falsePositive - a.falsePositive) * (c.truePositive - a.truePositive)
                < (c.falsePositive - a.falsePositive) * (b.truePositive - a.truePositive);
    }

    double advantage() {
        return hull.stream()
                .mapToDouble(attack -> attack.truePositive - attack.falsePositive)
                .max()
                .orElseThrow();
    }

    double success(double prior) {
        return hull.stream()
                .mapToDouble(attack -> prior * attack.truePositive + (1 - prior) * (1 - attack.falsePositive))
                .max()
                .orElseThrow();
    }

    double truePositiveRate(double falsePositiveRate) {
        int i = 1;
        while (hull.get(i).falsePositive < falsePositiveRate) {
            i++;
        }
        Attack left = hull.get(i - 1);
        Attack right = hull.get(i);
        double share = (falsePositiveRate - left.falsePositive) / (right.falsePositive - left.falsePositive);
        return left.truePositive + share * (right.truePositive - left.truePositive);
    }
}
