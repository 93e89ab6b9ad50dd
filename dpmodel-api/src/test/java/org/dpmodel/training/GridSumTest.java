package org.dpmodel.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
