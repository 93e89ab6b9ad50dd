package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dpmodel.DPModel;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.ExampleIds;
import org.dpmodel.data.PersonIds;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;

/**
 * Where examples have ids, Poisson sampling draws each by a keyed function of its id: an example that is added or removed,
 * anywhere in the dataset, moves each step's sum by at most the clipping norm, and the draws of no other example.
 *
 * <p>Seen to fail when examples were drawn by position.
 */
class ExamplesByIdTest {
    private static final int EXAMPLES = 40;
    private static final int EXPECTED = 10;
    private static final int EPOCHS = 5;
    private static final float[] CANARY = {3e5f, -4e5f};

    private static float[][] features() {
        Random random = new Random(5);
        float[][] features = new float[EXAMPLES][2];
        for (float[] x : features) {
            x[0] = (float) random.nextGaussian();
            x[1] = (float) random.nextGaussian();
        }
        return features;
    }

    private static float[][] targets(int size) {
        float[][] targets = new float[size][1];
        for (float[] target : targets) {
            target[0] = 3;
        }
        return targets;
    }

    private static Dataset without() {
        return new Rows("examples", features(), targets(EXAMPLES));
    }

    private static Dataset withCanary(int place) {
        List<float[]> features = new ArrayList<>(Arrays.asList(features()));
        features.add(place, CANARY);
        return new Rows("examples", features.toArray(float[][]::new), targets(EXAMPLES + 1));
    }

    private static long[] ids() {
        return LongStream.range(0, EXAMPLES).map(i -> 100 + 3 * i).toArray();
    }

    private static ExampleIds idsWithCanary(int place) {
        List<Long> ids = new ArrayList<>(LongStream.of(ids()).boxed().toList());
        ids.add(place, 7L);
        return ExampleIds.numbered(ids.stream().mapToLong(Long::longValue).toArray());
    }

    /** The sums of all steps, with hardly any noise; the probability of a draw follows from a public size. */
    private static List<float[]> sums(Dataset dataset) {
        GradientRecorder recorder = new GradientRecorder();
        try (DPModel model = Tiny.regression(Tiny.linear(2, 1))
                .sampling(new PoissonSampling(EXPECTED))
                .publicSize(EXAMPLES)
                .optimizer(recorder)
                .noise(NoiseMechanisms.gaussian(Tiny.HARDLY_ANY_NOISE))
                .seed(3)
                .build()) {
            model.train(EPOCHS, dataset, List.of());
        }
        return recorder.gradients();
    }

    private static double[] moved(Dataset one, Dataset other) {
        List<float[]> ones = sums(one);
        List<float[]> others = sums(other);
        return IntStream.range(0, ones.size())
                .mapToDouble(step -> {
                    double squares = 0;
                    for (int i = 0; i < ones.get(step).length; i++) {
                        squares += Math.pow((double) ones.get(step)[i] - others.get(step)[i], 2);
                    }
                    return EXPECTED * Math.sqrt(squares);
                })
                .toArray();
    }

    @Test
    void anExampleMoreMovesTheSumByOneClippingNormWhereverItStands() {
        Dataset without = without().withIds(ExampleIds.numbered(ids()));
        for (int place : new int[] {0, 13, EXAMPLES}) {
            double[] moved = moved(without, withCanary(place).withIds(idsWithCanary(place)));
            long drawn =
                    Arrays.stream(moved).filter(distance -> distance > 1e-3).count();
            assertTrue(drawn > 0 && drawn < moved.length, () -> "drawn " + drawn + " times of " + moved.length);
            for (double distance : moved) {
                assertTrue(distance <= 1 + 1e-5 && (distance < 1e-5 || distance > 0.99), () -> "moved " + distance);
            }
        }
    }

    /** The twin: by position, an example before others moves their draws. */
    @Test
    void byPositionItMovesFurther() {
        double most = Arrays.stream(moved(without(), withCanary(0))).max().orElseThrow();
        assertTrue(most > 1.5, () -> "moved at most " + most);
    }

    @Test
    void viewsKeepTheIdsOfTheirExamples() {
        Dataset named = without().withIds(ExampleIds.numbered(ids()));
        int[] chosen = {7, 0, 31};
        ExampleIds expected = ExampleIds.numbered(
                IntStream.of(chosen).mapToLong(i -> ids()[i]).toArray());
        assertArrayEquals(
                expected.digests(0, 3), named.subset(chosen).ids().orElseThrow().digests(0, 3));
        PersonIds people = PersonIds.numbered(ids());
        for (Dataset both : List.of(
                named.withPeople(people),
                without().withPeople(people).withIds(named.ids().orElseThrow()))) {
            assertEquals(EXAMPLES, both.ids().orElseThrow().size());
            assertEquals(EXAMPLES, both.people().orElseThrow().people());
        }
    }

    /** One coin for two examples would draw both or neither. */
    @Test
    void equalMissingAndBrokenIdsAreRefused() {
        List<String> twice = List.of("a", "b", "c", "b");
        String refusal = assertThrows(IllegalArgumentException.class, () -> ExampleIds.of(twice))
                .getMessage();
        assertTrue(refusal.contains("example 1 and for example 3"), refusal);
        assertThrows(IllegalArgumentException.class, () -> ExampleIds.of(List.of("\ud800", "b")));
        assertThrows(IllegalArgumentException.class, () -> ExampleIds.ofDigests(List.of(new byte[17])));
        Dataset dataset = without();
        assertThrows(IllegalArgumentException.class, () -> dataset.withIds(ExampleIds.numbered(1, 2)));
        assertArrayEquals(
                ExampleIds.of(List.of("5", "-3")).digests(0, 2),
                ExampleIds.numbered(5, -3).digests(0, 2));
    }
}
