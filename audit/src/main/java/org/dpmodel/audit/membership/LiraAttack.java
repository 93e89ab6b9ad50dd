package org.dpmodel.audit.membership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.dpmodel.data.Dataset;
import org.dpmodel.validation.Require;

/**
 * Attacks a training by likelihood ratio with a few shadow models: the model that is attacked is trained on a random half of the
 * records; each pair of shadow models on another random half and on the rest of it. The threshold and the bound are those of
 * {@link LossAttack}, of which the scores take the place of losses.
 *
 * @param records what members are chosen from, all of one kind; at least 16
 * @param shadowPairs pairs of shadow models, at least 2
 */
public record LiraAttack(Dataset records, int shadowPairs) {
    private static final int FEWEST_RECORDS = 16;
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
     * @param training trains a model on half of the records
     * @param random chooses the halves
     * @param wantedFalsePositiveRate for which the threshold is chosen, in (0, 1)
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
        boolean[] attacked = half(random);
        double[] losses = losses(training, attacked);
        List<boolean[]> members = new ArrayList<>();
        List<double[]> shadows = new ArrayList<>();
        for (int pair = 0; pair < shadowPairs; pair++) {
            boolean[] half = half(random);
            boolean[] rest = new boolean[half.length];
            for (int i = 0; i < rest.length; i++) {
                rest[i] = !half[i];
            }
            for (boolean[] chosen : List.of(half, rest)) {
                members.add(chosen);
                shadows.add(losses(training, chosen));
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

    /** A random half of the records, one fewer where their number is odd. */
    private boolean[] half(UniformRandomProvider random) {
        int size = records.size();
        int[] order = IntStream.range(0, size).toArray();
        boolean[] chosen = new boolean[size];
        for (int i = 0; i < size / 2; i++) {
            int other = i + random.nextInt(size - i);
            int place = order[other];
            order[other] = order[i];
            order[i] = place;
            chosen[place] = true;
        }
        return chosen;
    }
}
