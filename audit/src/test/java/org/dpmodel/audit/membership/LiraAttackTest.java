package org.dpmodel.audit.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.random.RandomStreams;
import org.dpmodel.random.StreamPurpose;
import org.junit.jupiter.api.Test;

class LiraAttackTest {
    private static final double ERROR = 0.05;

    /** Records that are known by their only feature, their number. */
    private static Dataset records(int size) {
        float[][] numbers = new float[size][1];
        for (int i = 0; i < size; i++) {
            numbers[i][0] = i;
        }
        return ArrayDataset.regression("numbers", numbers, new long[] {1}, numbers, new long[] {1});
    }

    private static int number(Dataset dataset, int index) {
        float[] x = new float[1];
        dataset.copyFeatures(index, FloatBuffer.wrap(x));
        return (int) x[0];
    }

    /** Some records are far harder than others, and each that was trained on is a little easier. */
    private static FinalModel model(SplittableRandom random, double learnt) {
        return (members, asked) -> {
            boolean[] in = new boolean[asked.size()];
            for (int i = 0; i < members.size(); i++) {
                in[number(members, i)] = true;
            }
            double[] losses = new double[asked.size()];
            for (int i = 0; i < losses.length; i++) {
                double hardness = 3 * new SplittableRandom(number(asked, i)).nextGaussian();
                double confidence = hardness + (in[number(asked, i)] ? learnt : 0) + 0.5 * random.nextGaussian();
                losses[i] = Math.log1p(Math.exp(-confidence));
            }
            return losses;
        };
    }

    private static LossAttack attack(double learnt, int records, int pairs, long seed) {
        return new LiraAttack(records(records), pairs)
                .run(
                        model(new SplittableRandom(seed), learnt),
                        RandomStreams.seeded(seed).stream(StreamPurpose.SYNTHETIC_DATA, 0),
                        0.05,
                        1e-5,
                        ERROR);
    }

    @Test
    void findsWhatTheLossAloneDoesNot() {
        int records = 1000;
        LossAttack lira = attack(1.5, records, 4, 1);
        assertTrue(lira.separation().area() > 0.95, lira::describe);
        assertTrue(lira.epsilonLower() > 1.5, lira::describe);
        double[] losses =
                model(new SplittableRandom(2), 1.5).losses(records(records).take(records / 2), records(records));
        LossAttack loss = LossAttack.of(
                Arrays.copyOf(losses, records / 2),
                Arrays.copyOfRange(losses, records / 2, records),
                0.05,
                1e-5,
                ERROR);
        assertTrue(loss.separation().area() < 0.7 && loss.epsilonLower() < 0.5, loss::describe);
    }

    /** More than so many of 400 attacks on models that learn nothing tell something once in a million runs of this test. */
    @Test
    void modelsThatLearnNothingAreDetectedInOneAttackOfTwenty() {
        int attacks = 400;
        int most = new BinomialDistribution(attacks, ERROR).inverseCumulativeProbability(1 - 1e-6);
        assertTrue(distinguished(attacks, 0) <= most);
        assertTrue(distinguished(attacks, 1.5) > most, "the twin");
    }

    private static long distinguished(int attacks, double learnt) {
        return IntStream.range(0, attacks)
                .filter(seed -> attack(learnt, 100, 2, seed).epsilonLower() > 0)
                .count();
    }

    /** One record in 1 and 3 of four models, confidences ±: a ratio that is written out. */
    @Test
    void theScoreIsTheRatioOfTwoNormalDensities() {
        double[][] confidences = {{1, 4}, {0, 2}, {3, 5}, {-2, 1}};
        boolean[][] members = {{true, true}, {false, false}, {true, true}, {false, false}};
        double[][] losses = Arrays.stream(confidences)
                .map(row ->
                        Arrays.stream(row).map(c -> Math.log1p(Math.exp(-c))).toArray())
                .toArray(double[][]::new);
        double[] attacked = {Math.log1p(Math.exp(-1.5)), Math.log1p(Math.exp(-0.5))};
        double in = (1 + 1 + 0.25 + 0.25) / 2;
        double out = (1 + 1 + 0.25 + 0.25) / 2;
        double[] scores = LiraScores.of(attacked, losses, members);
        assertEquals(-Math.pow(1.5 - 2, 2) / (2 * in) + Math.pow(1.5 + 1, 2) / (2 * out), scores[0], 1e-9);
        assertEquals(-Math.pow(0.5 - 4.5, 2) / (2 * in) + Math.pow(0.5 - 1.5, 2) / (2 * out), scores[1], 1e-9);
    }

    @Test
    void refusesWhatHasNoAnswer() {
        double[][] losses = new double[4][2];
        boolean[][] always = {{true, true}, {true, false}, {true, true}, {true, false}};
        String message = assertThrows(
                        IllegalArgumentException.class, () -> LiraScores.of(new double[2], losses, always))
                .getMessage();
        assertTrue(message.contains("record 0 must be missing in"), message);
        assertThrows(IllegalArgumentException.class, () -> LiraScores.of(new double[3], losses, always));
        assertThrows(IllegalArgumentException.class, () -> new LiraAttack(records(8), 4));
        assertThrows(IllegalArgumentException.class, () -> new LiraAttack(records(100), 1));
    }
}
