package org.dpmodel.audit.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;

class LossAttackTest {
    private static double[] losses(int count, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToDouble(i -> mean + random.nextGaussian())
                .toArray();
    }

    @Test
    void findsMembersWithSmallerLosses() {
        LossAttack attack = LossAttack.of(losses(2000, 0, 1), losses(2000, 3, 2), 0.05, 1e-5, 0.05);
        // Φ(3 − 1.645) of the members are below the others' lowest twentieth
        assertEquals(0.912, attack.truePositiveRate(), 0.03);
        assertEquals(0.05, attack.falsePositiveRate(), 0.02);
        assertTrue(attack.epsilonLower() > 2 && attack.epsilonLower() < Math.log(0.912 / 0.05), attack::describe);
    }

    @Test
    void equalLossesGiveZeroInNineteenOfTwentyRuns() {
        long zero = IntStream.range(0, 1000)
                .filter(seed -> LossAttack.of(losses(200, 0, 2L * seed), losses(200, 0, 2L * seed + 1), 0.1, 1e-5, 0.05)
                                .epsilonLower()
                        == 0)
                .count();
        assertTrue(zero >= 950, zero + " of 1000");
    }

    /** Sixty points in 200 dimensions that are learned by heart. */
    @Test
    void findsWhatANetworkHasLearnedByHeart() {
        SplittableRandom random = new SplittableRandom(5);
        float[][] features = new float[120][200];
        int[] labels = new int[120];
        for (int i = 0; i < features.length; i++) {
            labels[i] = random.nextInt(2);
            for (int j = 0; j < 200; j++) {
                features[i][j] = (float) random.nextGaussian();
            }
        }
        Dataset all = ArrayDataset.classification("coins", features, new long[] {200}, labels, 2);
        try (DPModel model = DPModel.builder(Network.of("line", new Dense(200, 2), 200), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.5))
                .sampling(SamplingSchemes.byName("shuffled", 60))
                .seed(1)
                .buildWithoutPrivacy()) {
            model.train(60, all.take(60), List.of());
            LossAttack attack = LossAttack.of(
                    ModelLosses.of(model, all.take(60)), ModelLosses.of(model, all.range(60, 120)), 0.1, 1e-5, 0.05);
            assertTrue(attack.separation().area() > 0.9, attack::describe);
            assertTrue(attack.epsilonLower() > 1, attack::describe);
        }
    }

    @Test
    void refusesWhatHasNoAnswer() {
        double[] some = losses(10, 0, 1);
        assertThrows(IllegalArgumentException.class, () -> LossAttack.of(new double[3], some, 0.1, 0, 0.05));
        assertThrows(IllegalArgumentException.class, () -> LossAttack.of(some, new double[3], 0.1, 0, 0.05));
        assertThrows(IllegalArgumentException.class, () -> LossAttack.of(some, some, 1, 0, 0.05));
    }
}
