package org.dpmodel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Workers add to one sum at a time: nothing of a unit may be lost, and nothing may hang by who came first. */
class GridSumTest {
    private static final int ELEMENTS = 5000;
    private static final int WORKERS = 4;
    private static final int CHUNKS = 200;

    private static float[] chunk(int worker, int chunk) {
        Random random = new Random(1000L * worker + chunk);
        float[] values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Small numbers that come first are kept by a sum that rounds, and lost one by one if they come last. */
    @Test
    void sumsOfAsManyUnitsAsAllowedDoNotDependOnTheirOrder() {
        float[] clipped = {1};
        int small = 1 << 12;
        for (float tiny : new float[] {0x1p-30f, 0x1.8p-31f, 0x1p-33f, 0x1p-60f}) {
            double[] totals = new double[2];
            for (int order = 0; order < totals.length; order++) {
                GridSum sum = new GridSum(1);
                sum.reset(OptionalDouble.of(1));
                for (int unit = 0; unit < GridSum.MOST_UNITS; unit++) {
                    boolean isSmall = order == 0 ? unit < small : unit >= GridSum.MOST_UNITS - small;
                    sum.add(0, FloatBuffer.wrap(isSmall ? new float[] {tiny} : clipped));
                }
                totals[order] = sum.totals()[0][0];
            }
            assertEquals(totals[0], totals[1], "for " + tiny);
        }
    }

    /** The margin has 2⁻¹⁶ for the grid, which is enough for 2²⁷ elements: each is off by half a grid step of 2⁻³¹ at most, twice. */
    @Test
    void largeNetworksPayForTheirRounding() {
        assertEquals(0, GridSum.excess(1 << 27));
        assertEquals(0, GridSum.excess(1 << 26, 1 << 26));
        assertEquals(0x1p-15 - 0x1p-16, GridSum.excess(1 << 28, 1 << 28, 1 << 28, 1 << 28), 1e-15);
        assertEquals(0x1p-30 * Math.sqrt(355e6) - 0x1p-16, GridSum.excess(355_000_000), 1e-15);
        assertEquals((float) (2 * (1 - 0x1p-10)), GradientComputer.below(2, 0x1p-10, 1 << 27));
        float below = GradientComputer.below(2, 0x1p-10, 1 << 28, 1 << 28, 1 << 28, 1 << 28);
        assertTrue(below <= 2 * (1 - 0x1p-10 - (0x1p-15 - 0x1p-16)), below + " leaves too little room");
    }

    /** A unit that is computed alone is put on the same grid. */
    @Test
    void bothWaysToAddAreOnOneGrid() {
        float[] values = chunk(0, 0);
        GridSum sum = new GridSum(ELEMENTS);
        sum.reset(OptionalDouble.of(0.1));
        sum.add(0, values, Math.PI * 1e-3);
        sum.add(0, FloatBuffer.wrap(chunk(0, 1)));
        double grid = 0x1p-35; // 0.1 has the exponent -4, and 31 bits follow it.
        for (double total : sum.totals()[0]) {
            assertEquals(Math.rint(total / grid) * grid, total);
        }
    }

    @Test
    void workersThatAddAtATimeGiveTheSumOfOne() throws InterruptedException, ExecutionException {
        GridSum alone = new GridSum(ELEMENTS);
        alone.reset(OptionalDouble.of(0.1));
        GridSum shared = new GridSum(ELEMENTS);
        shared.reset(OptionalDouble.of(0.1));
        float[][][] chunks = new float[WORKERS][CHUNKS][];
        for (int worker = 0; worker < WORKERS; worker++) {
            int own = worker;
            Arrays.setAll(chunks[worker], chunk -> chunk(own, chunk));
            for (float[] values : chunks[worker]) {
                alone.add(0, FloatBuffer.wrap(values));
                alone.add(0, values, 0.25);
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> added = new ArrayList<>();
            for (float[][] own : chunks) {
                added.add(threads.submit(() -> {
                    for (float[] values : own) {
                        shared.add(0, values, 0.25);
                        shared.add(0, FloatBuffer.wrap(values));
                    }
                }));
            }
            for (Future<?> one : added) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertArrayEquals(alone.totals()[0], shared.totals()[0]);
    }
}
