package org.dpmodel.callbacks;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/**
 * Prints how long an epoch took, as MindSpore's {@code TimeMonitor} does:
 *
 * <pre>Train epoch time: 1234.567 ms, per step time: 5.276 ms</pre>
 *
 * <p>Includes the time of other callbacks: the epoch is measured from its start until this callback is called at its end.
 *
 * <p>These times are exact, and depend on how many examples were drawn, which no statement covers: they are for those who
 * may see the data. {@link RunRecorder} keeps coarse ones for others.
 */
public final class TimeMonitor implements Callback {
    private static final double NANOSECONDS_PER_MILLISECOND = 1e6;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private long epochBegan;

    /** Prints to standard output. */
    public TimeMonitor() {
        this(System.out);
    }

    /**
     * Prints to a given stream.
     *
     * @param out where lines go
     */
    public TimeMonitor(PrintStream out) {
        this(out, System::nanoTime);
    }

    TimeMonitor(PrintStream out, LongSupplier nanoTime) {
        this.out = Objects.requireNonNull(out, "out");
        this.nanoTime = nanoTime;
    }

    @Override
    public void onTrainEpochBegin(RunContext context) {
        epochBegan = nanoTime.getAsLong();
    }

    @Override
    public void onTrainEpochEnd(RunContext context) {
        double milliseconds = (nanoTime.getAsLong() - epochBegan) / NANOSECONDS_PER_MILLISECOND;
        double perStep = milliseconds / Math.max(1, context.stepInEpoch());
        out.printf(Locale.ROOT, "Train epoch time: %5.3f ms, per step time: %5.3f ms%n", milliseconds, perStep);
    }
}
