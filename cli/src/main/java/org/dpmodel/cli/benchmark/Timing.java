package org.dpmodel.cli.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * How long the runs of an action took.
 *
 * @param name what was run
 * @param nanoseconds one number for each run, ascending
 */
record Timing(String name, List<Long> nanoseconds) {
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;
    private static final int PAUSE_MILLISECONDS = 60;

    Timing {
        nanoseconds = nanoseconds.stream().sorted().toList();
    }

    /**
     * Runs actions alternately, so that other load on the machine affects all of them equally. Each counted run follows
     * a pause, in which the threads of another action's engine stop spinning (they took up to half of the next action's
     * time on two cores), and a run of the same action that is not counted, unless it warms up by itself.
     *
     * @param actions what to run
     * @param warmUp first runs that are not counted
     * @param runs runs that are counted
     * @param progress receives how many rounds have begun, warm-up included
     * @return a timing for each action, in their order
     */
    static List<Timing> interleaved(List<TimedAction> actions, int warmUp, int runs, IntConsumer progress) {
        Map<TimedAction, List<Long>> times = new LinkedHashMap<>();
        actions.forEach(action -> times.put(action, new ArrayList<>()));
        for (int run = -warmUp; run < runs; run++) {
            progress.accept(run + warmUp + 1);
            for (TimedAction action : actions) {
                pause();
                if (!action.warmsUp()) {
                    action.run();
                }
                long time = action.run();
                if (run >= 0) {
                    times.get(action).add(time);
                }
            }
        }
        return times.entrySet().stream()
                .map(entry -> new Timing(entry.getKey().name(), entry.getValue()))
                .toList();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the benchmark was interrupted: run it again", e);
        }
    }

    double minMilliseconds() {
        return nanoseconds.get(0) / NANOSECONDS_PER_MILLISECOND;
    }

    double medianMilliseconds() {
        long[] sorted = nanoseconds.stream().mapToLong(Long::longValue).toArray();
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1
                ? sorted[half]
                : Arrays.stream(sorted, half - 1, half + 1).average().orElseThrow();
        return median / NANOSECONDS_PER_MILLISECOND;
    }

    /** The smallest time that the given percentage of runs do not exceed. */
    double percentileMilliseconds(int percent) {
        int rank = Math.max(1, (int) Math.ceil(percent * nanoseconds.size() / 100.0));
        return nanoseconds.get(rank - 1) / NANOSECONDS_PER_MILLISECOND;
    }

    /** The rate per second, at the median, if each run processes the given number. */
    double perSecond(int each) {
        return each * 1000 / medianMilliseconds();
    }
}
