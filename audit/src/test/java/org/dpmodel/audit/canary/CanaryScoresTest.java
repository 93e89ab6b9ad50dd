package org.dpmodel.audit.canary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.CorrelatedNoise;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                20,
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

    /** Where the generator is seeded anew in each step, one draw tells the direction of a pull, however much noise there is. */
    @Test
    void equalNoiseHidesNoDirection() {
        SamplingScheme scheme = SamplingSchemes.byName("shuffled", 2);
        CanaryScores scores = new CanaryScores(
                new PrivacyPlan(
                        scheme, ClipMechanisms.fixed(0.1), NoiseMechanisms.gaussian(100), scheme.usualAdjacency(), 1),
                RECORDS,
                20,
                20);
        SplittableRandom random = new SplittableRandom(1);
        double[] noise = random.doubles(20).map(x -> 400 * x - 200).toArray();
        for (int step = 0; step < 4; step++) {
            float[] released = new float[20];
            for (int row = 0; row < 20; row++) {
                released[row] =
                        (float) (noise[row] + (step == 2 && row == 3 ? 1 : 0) - (step == 1 && row == 4 ? 1 : 0));
            }
            scores.step(released, 1);
        }
        double[] values = scores.values();
        double[] others = IntStream.range(5, 20).mapToDouble(row -> values[row]).toArray();
        assertTrue(values[3] > Arrays.stream(others).max().orElseThrow(), Arrays.toString(values));
        assertTrue(values[4] < Arrays.stream(others).min().orElseThrow(), Arrays.toString(values));
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

    /** The density of C r for a record of one part that is drawn in the steps of some of its groups, summed over all of them. */
    private static double groups(double[] released, double[] bands, int parts, int part, double probability) {
        int steps = released.length;
        double sum = 0;
        int groups = (steps - part + parts - 1) / parts;
        for (int drawn = 0; drawn < 1 << groups; drawn++) {
            double weight = 1;
            double[] mean = new double[steps];
            for (int group = 0; group < groups; group++) {
                boolean in = (drawn >> group & 1) == 1;
                weight *= in ? probability : 1 - probability;
                for (int i = 0; in && i < bands.length && part + group * parts + i < steps; i++) {
                    mean[part + group * parts + i] += bands[i];
                }
            }
            for (int t = 0; t < steps; t++) {
                double y = 0;
                for (int i = 0; i < bands.length && i <= t; i++) {
                    y += bands[i] * released[t - i];
                }
                weight *= density(y, mean[t]);
            }
            sum += weight;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void cyclicIsTheRatioOfAllPartsAndDraws(int bands) {
        int parts = 3;
        double[] released = {0.5, -1, 2, 0.25, 1.5, -0.75, 3};
        SamplingScheme scheme = SamplingSchemes.cyclic(2, parts);
        NoiseMechanism noise = bands == 1 ? NoiseMechanisms.gaussian(NOISE) : NoiseMechanisms.banded(NOISE, bands);
        CanaryScores scores = new CanaryScores(
                new PrivacyPlan(scheme, ClipMechanisms.fixed(0.1), noise, Adjacency.ADD_OR_REMOVE_ONE, 1),
                RECORDS,
                released.length,
                1);
        double[] strategy = noise instanceof CorrelatedNoise correlated
                ? correlated.strategy(released.length).coefficients()
                : new double[] {1};
        assertEquals(bands, strategy.length);
        double norm = Math.sqrt(Arrays.stream(strategy).map(c -> c * c).sum());
        double[] column = Arrays.stream(strategy).map(c -> c / norm).toArray();
        for (int t = 0; t < released.length; t++) {
            scores.step(new float[] {(float) released[t]}, 1);
            double[] soFar = Arrays.copyOf(released, t + 1);
            double in = 0;
            for (int part = 0; part < parts; part++) {
                in += part < soFar.length ? groups(soFar, column, parts, part, 0.75) / parts : 0;
            }
            double out = groups(soFar, column, parts, 0, 0);
            // parts that have not had a step say nothing
            in += out * Math.max(0, parts - soFar.length) / parts;
            assertEquals(Math.log(in / out), scores.values()[0], 1e-9, "after step " + t);
        }
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
