package org.dpmodel.audit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.audit.estimate.GaussianEstimate;
import org.dpmodel.audit.estimate.RankSeparation;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The step from ranks to epsilon, where it is no theorem: the largest AUC that the claim's own curve lets any attack have, stated as a
 * Gaussian mechanism's epsilon, is no more than the claim. Sampling gives heavier tails than a normal distribution of the same AUC.
 * Takes a minute: with {@code -Ddpmodel.full=true}.
 */
@EnabledIfSystemProperty(named = "dpmodel.full", matches = "true")
class BestAttackTest {
    private static final double LARGEST_EPSILON = 12;
    private static final int CURVE = 48;
    private static final int RATES = 4000;

    @ParameterizedTest
    @CsvSource({"0.5, 5.8, 100", "0.137, 1, 70", "0.01, 0.6, 1000", "0.2, 0.7, 5", "0.004, 1, 2340"})
    void isReportedAsNoMoreThanTheClaim(double probability, double noise, long steps) {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(
                new DpEvent.Gaussian(noise).poissonSampled(probability).times(steps));
        RankSeparation best = new RankSeparation(largestArea(accountant), 0, 1_000_000, 1_000_000);
        for (double delta : new double[] {1e-3, 1e-5, 1e-8}) {
            double stated = GaussianEstimate.of(best, delta, 0.05).epsilon();
            double claim = accountant.epsilon(delta);
            // half a percent for the curve, which is known at some points and bounded between them
            assertTrue(stated <= 1.005 * claim + 1e-3, stated + " of a claim of " + claim + " at delta " + delta);
        }
    }

    /** The area below the bound of the true-positive rate, from above: see {@code AttackRisk}. */
    private static double largestArea(PldAccountant accountant) {
        double[] epsilons = new double[CURVE];
        double[] deltas = new double[CURVE];
        for (int i = 0; i < CURVE; i++) {
            epsilons[i] = LARGEST_EPSILON * i * i / ((double) CURVE * CURVE);
            deltas[i] = accountant.delta(epsilons[i]);
        }
        double area = 0;
        double last = 0;
        for (int i = 0; i <= RATES; i++) {
            double rate = Math.exp(Math.log(1e-12) * (1 - (double) i / RATES));
            area += (rate - last) * truePositiveRate(rate, epsilons, deltas);
            last = rate;
        }
        return area;
    }

    private static double truePositiveRate(double rate, double[] epsilons, double[] deltas) {
        double least = 1;
        for (int i = 0; i < epsilons.length; i++) {
            double ratio = Math.exp(epsilons[i]);
            least = Math.min(least, deltas[i] + ratio * rate);
            least = Math.min(least, 1 - (1 - deltas[i] - rate) / ratio);
        }
        return least;
    }
}
