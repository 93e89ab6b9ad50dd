package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.network.NetworkGraph;
import org.junit.jupiter.api.Test;

/**
 * Networks that nobody thought of: what compiles gives the norms and clipped sums of a loop over examples, of units of one
 * and of two, also with a unit masked; a network of one example gives the same; its gradients are slopes of its own losses;
 * and no example moves another's loss, nor does its row.
 *
 * <p>Seen to fail when gradients went through a Transpose the wrong way round, and when a parameter that is used twice had
 * the gradient of its last use alone.
 */
class ComposedNetworksTest {
    private static final int ALL = 4200;
    private static final int SLICE = 200;
    private static final int EXAMPLES = 4;
    private static final double STEP = 1e-5;
    private static final double INFINITE = 1e30;

    @Test
    void whatCompilesClipsAsTheLoopDoes() {
        int drawings = ALL;
        if (!Boolean.getBoolean("dpmodel.full")) {
            drawings = SLICE;
            System.err.println(
                    "SKIPPED: " + (ALL - SLICE) + " of " + ALL + " composed networks; -Ddpmodel.full=true runs all");
        }
        int checked = 0;
        int refused = 0;
        int slopes = 0;
        int kinks = 0;
        for (long seed = 0; seed < drawings; seed++) {
            Optional<NetworkGraph> network;
            try {
                network = ComposedNetworks.draw(seed);
                if (network.isPresent()) {
                    TestNetwork test = new TestNetwork("seed " + seed, network.get(), new MeanSquaredError());
                    Batch batch = Batch.draw(test, EXAMPLES, seed);
                    boolean flat = checkSums(test, batch);
                    checked += flat ? 0 : 1;
                    slopes += EXAMPLES;
                    kinks += checkSlopes(test, batch, seed);
                    checkIsolation(test, batch, seed);
                }
            } catch (GraphException said) {
                refused++;
            }
        }
        String counts = checked + " of " + drawings + " checked, " + refused + " refused, " + kinks + " of " + slopes
                + " slopes at kinks";
        System.err.println("composed networks: " + counts);
        // Otherwise the property would hold for want of cases.
        assertTrue(checked > 0.72 * drawings && 7 * refused < drawings && 5 * kinks < slopes, counts);
    }

    /** Gives true where gradients vanish, and nothing can be compared. */
    private static boolean checkSums(TestNetwork test, Batch batch) {
        boolean flat = false;
        for (int unit : new int[] {1, 2}) {
            NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, unit);
            double clippingNorm = naive.middleNorm();
            if (!(clippingNorm > 1e-6)) {
                flat = true;
                continue;
            }
            Step step = Step.clipped(test, EXAMPLES, unit);
            double[] mask = new double[EXAMPLES / unit];
            Arrays.fill(mask, 1);
            Step.Result result = step.run(Runner.DOUBLE, batch, clippingNorm, mask);
            double[] norms = naive.norms();
            for (int i = 0; i < norms.length; i++) {
                double allowed = 1e-7 * (norms[i] + 1e-6);
                assertEquals(norms[i], result.norms()[i], allowed, () -> "norm, " + text(test));
            }
            assertSum(naive.clippedSum(clippingNorm, mask), result.sum(), clippingNorm, "sum", test);
            mask[0] = 0;
            Gradient masked = step.run(Runner.DOUBLE, batch, clippingNorm, mask).sum();
            assertSum(naive.clippedSum(clippingNorm, mask), masked, clippingNorm, "masked sum", test);
        }
        if (!flat) {
            checkOneExample(test, batch);
        }
        return flat;
    }

    /** In a network of one example, as for a unit that is computed alone, no axis tells of the examples by its size. */
    private static void checkOneExample(TestNetwork test, Batch batch) {
        NaiveSum naive = NaiveSum.of(test, Runner.DOUBLE, batch, 1);
        Step one = Step.clipped(test, 1, 1);
        for (int i = 0; i < EXAMPLES; i++) {
            Step.Result alone = one.run(Runner.DOUBLE, batch.rows(i), INFINITE);
            double norm = naive.unit(i).norm();
            assertEquals(norm, alone.norms()[0], 1e-7 * (norm + 1e-6), () -> "norm of one, " + text(test));
            assertSum(naive.unit(i), alone.sum(), norm + 1e-6, "sum of one", test);
        }
    }

    private static void assertSum(Gradient expected, Gradient found, double scale, String what, TestNetwork test) {
        double distance = found.minus(expected).norm();
        assertTrue(distance <= 1e-6 * scale, () -> what + " is off by " + distance + ", " + text(test));
    }

    /** Gives the number of examples with a kink in the direction drawn. */
    private static int checkSlopes(TestNetwork test, Batch batch, long seed) {
        Step step = Step.clipped(test, EXAMPLES, 1);
        Random random = new Random(seed);
        Map<String, double[]> directions = new LinkedHashMap<>();
        step.run(Runner.DOUBLE, batch, INFINITE)
                .sum()
                .parts()
                .forEach((name, part) ->
                        directions.put(name, random.doubles(part.length, -1, 1).toArray()));
        MovedLosses losses = new MovedLosses(test, batch);
        double[] middle = losses.at(directions, 0);
        double[] after = losses.at(directions, STEP);
        double[] before = losses.at(directions, -STEP);
        int kinks = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            double[] mask = new double[EXAMPLES];
            mask[i] = 1;
            Gradient gradient = step.run(Runner.DOUBLE, batch, INFINITE, mask).sum();
            double right = (after[i] - middle[i]) / STEP;
            double left = (middle[i] - before[i]) / STEP;
            if (Math.abs(right - left) > 1e-3 * (Math.abs(right) + Math.abs(left) + 1e-2)) {
                kinks++;
                continue;
            }
            double slope = (after[i] - before[i]) / (2 * STEP);
            double allowed = 1e-3 * (Math.abs(slope) + 0.1 * gradient.norm() + 0.1);
            assertEquals(slope, product(gradient, directions), allowed, () -> "slope, " + text(test));
        }
        return kinks;
    }

    private static double product(Gradient gradient, Map<String, double[]> directions) {
        double product = 0;
        for (Map.Entry<String, double[]> part : gradient.parts().entrySet()) {
            double[] direction = directions.get(part.getKey());
            for (int i = 0; i < direction.length; i++) {
                product += part.getValue()[i] * direction[i];
            }
        }
        return product;
    }

    private static void checkIsolation(TestNetwork test, Batch batch, long seed) {
        double[] losses = new MovedLosses(test, batch).at(Map.of(), 0);
        Batch other = batch.with(2, Batch.draw(test, EXAMPLES, seed + 1_000_003), 2);
        double[] beside = new MovedLosses(test, other).at(Map.of(), 0);
        double[] shifted = new MovedLosses(test, batch.rows(3, 0, 1, 2)).at(Map.of(), 0);
        for (int i = 0; i < EXAMPLES; i++) {
            if (i != 2) {
                assertEquals(losses[i], beside[i], () -> "moved by another example, " + text(test));
            }
            assertEquals(losses[i], shifted[(i + 1) % EXAMPLES], () -> "moved by its row, " + text(test));
        }
    }

    private static String text(TestNetwork test) {
        return test + "\n" + test.network().graph().toText();
    }
}
