package org.dpmodel.audit.membership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/**
 * Attacks a training by likelihood ratio with a few shadow models: the attacked model is trained on about half of the
 * records, each of which becomes a member by its own coin flip, so the membership of one says nothing about the others.
 * Each pair of shadow models is trained on another such half and on its complement. The threshold and the bound are
 * those of {@link LossAttack}, with scores in place of losses.
 *
 * @param records the records from which members are chosen, all of the same kind; at least 64
 * @param shadowPairs pairs of shadow models, at least 2
 */
public record LiraAttack(Dataset records, int shadowPairs) {
    private static final int FEWEST_RECORDS = 64;
    private static final int FEWEST_PAIRS = 2;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public LiraAttack {
        Require.atLeast("the number of records", records.size(), FEWEST_RECORDS, "take more records");
        Require.atLeast("shadowPairs", shadowPairs, FEWEST_PAIRS, "train 4, or 8");
    }

    /**
     * Trains all models, and attacks the first.
     *
     * @param training trains a model on about half of the records
     * @param random flips the coins
     * @param wantedFalsePositiveRate the rate for which the threshold is chosen, in (0, 1)
     * @param delta of the claim, in [0, 1)
     * @param error probability that the bound is too high, in (0, 1/2]
     * @return what was seen
     */
    public LossAttack run(
            FinalModel training,
            UniformRandomProvider random,
            double wantedFalsePositiveRate,
            double delta,
            double error) {
        return run(training, random, wantedFalsePositiveRate, delta, error, done -> {});
    }

    /**
     * Trains all models, and attacks the first.
     *
     * @param training trains a model on about half of the records
     * @param random flips the coins
     * @param wantedFalsePositiveRate the rate for which the threshold is chosen, in (0, 1)
     * @param delta of the claim, in [0, 1)
     * @param error probability that the bound is too high, in (0, 1/2]
     * @param done receives, after each of 1 + 2 {@code shadowPairs} trainings, how many are done
     * @return what was seen
     */
    public LossAttack run(
            FinalModel training,
            UniformRandomProvider random,
            double wantedFalsePositiveRate,
            double delta,
            double error,
            IntConsumer done) {
        boolean[] attacked = coins(random);
        double[] losses = losses(training, attacked);
        done.accept(1);
        List<boolean[]> members = new ArrayList<>();
        List<double[]> shadows = new ArrayList<>();
        for (int pair = 0; pair < shadowPairs; pair++) {
            boolean[] half = coins(random);
            boolean[] rest = new boolean[half.length];
            for (int i = 0; i < rest.length; i++) {
                rest[i] = !half[i];
            }
            for (boolean[] chosen : List.of(half, rest)) {
                members.add(chosen);
                shadows.add(losses(training, chosen));
                done.accept(1 + shadows.size());
            }
        }
        double[] scores = LiraScores.of(losses, shadows.toArray(double[][]::new), members.toArray(boolean[][]::new));
        return LossAttack.of(
                negated(scores, attacked, true),
                negated(scores, attacked, false),
                wantedFalsePositiveRate,
                delta,
                error);
    }

    private double[] losses(FinalModel training, boolean[] members) {
        return training.losses(records.subset(places(members, true)), records);
    }

    private static int[] places(boolean[] members, boolean in) {
        return IntStream.range(0, members.length).filter(i -> members[i] == in).toArray();
    }

    private static double[] negated(double[] scores, boolean[] members, boolean in) {
        return Arrays.stream(places(members, in)).mapToDouble(i -> -scores[i]).toArray();
    }

    /** A fair coin for each record. Fewer than four of 64 fall on one side only once in 10^14 attacks. */
    private boolean[] coins(UniformRandomProvider random) {
        boolean[] heads = new boolean[records.size()];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = random.nextBoolean();
        }
        return heads;
    }
}
