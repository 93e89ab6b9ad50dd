package org.dpmodel.sampling;

import static org.dpmodel.statistics.TailBounds.isPlausibleCount;

import java.util.function.LongFunction;

/** How often examples, and pairs of them, are drawn together in independent draws. */
final class Joint {
    private final long[][] together;
    private final int draws;

    private Joint(int examples, int draws) {
        this.together = new long[examples][examples];
        this.draws = draws;
    }

    static Joint of(int examples, int draws, LongFunction<int[]> draw) {
        Joint joint = new Joint(examples, draws);
        for (long step = 0; step < draws; step++) {
            int[] drawn = draw.apply(step);
            for (int i : drawn) {
                for (int j : drawn) {
                    joint.together[i][j]++;
                }
            }
        }
        return joint;
    }

    /** Whether all examples are drawn with this probability; false alarms {@code rate} altogether. */
    boolean includesEach(double probability, double rate) {
        for (int i = 0; i < together.length; i++) {
            if (!isPlausibleCount(together[i][i], draws, probability, rate / together.length)) {
                return false;
            }
        }
        return true;
    }

    /** Whether all pairs are drawn together with this probability; false alarms {@code rate} altogether. */
    boolean includesEachPair(double probability, double rate) {
        double each = rate / together.length / together.length;
        for (int i = 0; i < together.length; i++) {
            for (int j = 0; j < i; j++) {
                if (!isPlausibleCount(together[i][j], draws, probability, each)) {
                    return false;
                }
            }
        }
        return true;
    }
}
