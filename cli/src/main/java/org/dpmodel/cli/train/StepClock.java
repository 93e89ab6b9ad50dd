package org.dpmodel.cli.train;

import java.util.Locale;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/** Adds up the time of steps, without evaluations and checkpoints in between. Put it last. */
final class StepClock implements Callback {
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private long began;
    private long total;
    private long steps;

    @Override
    public void onTrainStepBegin(RunContext context) {
        began = System.nanoTime();
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        total += System.nanoTime() - began;
        steps++;
    }

    long steps() {
        return steps;
    }

    /** A description, for the report. */
    String description() {
        if (steps == 0) {
            return "no steps were left";
        }
        double seconds = total / NANOSECONDS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%,d %s in %.1f s of training, %.1f steps/s",
                steps,
                steps == 1 ? "step" : "steps",
                seconds,
                steps / seconds);
    }
}
