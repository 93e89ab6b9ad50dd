package org.dpmodel.audit.canary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for steps of a training with equal noise, as drawn by a generator that is seeded anew in each step or epoch.
 * Whatever differs between such steps comes from the drawn records, and no noise hides it. These steps are identified
 * from what was released, never from the coins, so the bounds hold for these scores as for others.
 *
 * <p>Everything that was released is kept, up to 32 MiB and 1024 steps; in longer trainings, and with fewer than 16
 * rows, there is no search. Mutable.
 */
final class RepeatedNoise {
    private static final long MOST_NUMBERS = 1 << 23;
    private static final int MOST_STEPS = 1 << 10;
    private static final int FEWEST_ROWS = 16;
    private static final int COMPARED_ROWS = 64;

    /**
     * Half of all rows are as close as this, in deviations: with independent noise, in one of 10¹⁰ pairs of steps.
     */
    private static final double NEAR = 0.05;

    /** Unhidden differences count for more than noisy ones. */
    private static final double WEIGHT = 1e3;

    private final int rows;
    /** Whether excluded records pull the other way, so that the direction is what matters. */
    private final boolean twoSided;

    private final List<float[]> steps = new ArrayList<>();
    private boolean kept = true;

    RepeatedNoise(int rows, boolean twoSided) {
        this.rows = rows;
        this.twoSided = twoSided;
    }

    /**
     * Receives a step's released numbers in deviations of the claimed noise; keeps them, so they must not be changed.
     */
    void add(float... released) {
        kept = kept && rows >= FEWEST_ROWS && steps.size() < MOST_STEPS && (steps.size() + 1L) * rows <= MOST_NUMBERS;
        if (kept) {
            steps.add(released);
        } else {
            steps.clear();
        }
    }

    /** Adds to the scores of rows what steps with equal noise reveal; nothing if there are none. */
    void addTo(double[] scores) {
        for (List<float[]> equal : groups()) {
            if (equal.size() > 1) {
                for (int row = 0; row < rows; row++) {
                    scores[row] += spread(equal, row);
                }
            }
        }
    }

    private List<List<float[]>> groups() {
        List<List<float[]>> groups = new ArrayList<>();
        for (float[] step : steps) {
            groups.stream()
                    .filter(group -> isNear(group.get(0), step))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    })
                    .add(step);
        }
        return groups;
    }

    private boolean isNear(float[] one, float[] other) {
        int compared = Math.min(COMPARED_ROWS, rows);
        double[] distances = IntStream.range(0, compared)
                .map(i -> (int) ((long) i * rows / compared))
                .mapToDouble(row -> Math.abs((double) one[row] - other[row]))
                .sorted()
                .toArray();
        return distances[compared / 2] < NEAR;
    }

    /** How far apart a row's numbers are, or on which side of their middle the smaller group is. */
    private double spread(List<float[]> equal, int row) {
        double[] numbers =
                equal.stream().mapToDouble(step -> WEIGHT * step[row]).toArray();
        double middle = Arrays.stream(numbers).average().orElseThrow();
        return Arrays.stream(numbers)
                .map(number -> number - middle)
                .map(apart -> twoSided ? apart * apart * apart : apart * apart)
                .sum();
    }
}
