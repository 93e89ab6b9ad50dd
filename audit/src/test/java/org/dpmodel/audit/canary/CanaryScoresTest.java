package org.dpmodel.audit.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;

/** Scores against logarithms of densities that are written out. */
class CanaryScoresTest {
    private static final double NOISE = 1.5;
    private static final int RECORDS = 8;

    private static CanaryScores scores(String sampling, int batchSize) {
        SamplingScheme scheme = SamplingSchemes.byName(sampling, batchSize);
        return new CanaryScores(
                new PrivacyPlan(
                        scheme, ClipMechanisms.fixed(0.1), NoiseMechanisms.gaussian(NOISE), scheme.usualAdjacency(), 1),
                RECORDS,
                2);
    }

    private static double density(double x, double mean) {
        return Math.exp(-(x - mean) * (x - mean) / (2 * NOISE * NOISE));
    }

    @Test
    void poissonIsTheRatioOfMixtures() {
        CanaryScores scores = scores("poisson", 2);
        scores.step(new float[] {0.25f, -4, 9}, 2);
        scores.step(new float[] {3, 0, 9}, 1);
        double q = 0.25;
        double first = (1 - q) + q * density(0.5, 1) / density(0.5, 0);
        double second = (1 - q) + q * density(3, 1) / density(3, 0);
        assertEquals(Math.log(first) + Math.log(second), scores.values()[0], 1e-12);
        assertEquals(2, scores.steps());
        assertEquals(2, scores.values().length, "rows behind the scored ones are left alone");
    }

    @Test
    void withoutSamplingItIsLinear() {
        CanaryScores scores = scores("poisson", RECORDS);
        scores.step(new float[] {3, -1000, 0}, 1);
        assertEquals((2 * 3 - 1) / (2 * NOISE * NOISE), scores.values()[0], 1e-12);
        assertEquals((2 * -1000 - 1) / (2 * NOISE * NOISE), scores.values()[1], 1e-12);
    }

    @Test
    void ballsInBinsIsTheMeanOverTheSteps() {
        CanaryScores scores = scores("balls-in-bins", 4);
        scores.step(new float[] {1, 0, 0}, 1);
        assertEquals(0, scores.values()[0], "an epoch counts when it has ended");
        scores.step(new float[] {-2, 0, 0}, 1);
        double first = density(1, 1) / density(1, 0);
        double second = density(-2, 1) / density(-2, 0);
        assertEquals(Math.log((first + second) / 2), scores.values()[0], 1e-12);
    }

    @Test
    void replaceOneComparesBothWays() {
        CanaryScores scores = scores("shuffled", RECORDS);
        scores.step(new float[] {2, -2, 0}, 1);
        assertEquals(Math.log(density(2, 1) / density(2, -1)), scores.values()[0], 1e-12);
        assertEquals(-scores.values()[0], scores.values()[1], 1e-12);
    }

    @Test
    void hugeNumbersStayNumbers() {
        CanaryScores scores = scores("poisson", 2);
        scores.step(new float[] {1e20f, -1e20f, 0}, 1);
        assertTrue(Double.isFinite(scores.values()[0]) && scores.values()[0] > 1e19);
        assertEquals(Math.log(0.75), scores.values()[1], 1e-12);
    }

    @Test
    void adjacencyDecidesWhatAbsenceIs() {
        for (Adjacency adjacency : Adjacency.values()) {
            Canaries canaries = Canaries.draw(
                    50,
                    60,
                    5,
                    adjacency,
                    0.1,
                    org.dpmodel.random.RandomStreams.seeded(3).stream(
                            org.dpmodel.random.StreamPurpose.SYNTHETIC_DATA, 0));
            boolean[] coins = canaries.tookPart();
            for (int i = 0; i < 50; i++) {
                float absent = adjacency == Adjacency.REPLACE_ONE ? -100 : 0;
                assertEquals(coins[i] ? 100 : absent, canaries.pull(i), 1e-4f);
                assertEquals(i, canaries.row(i));
            }
            assertEquals(55, canaries.row(59));
            assertEquals(56, canaries.rows());
        }
    }
}
