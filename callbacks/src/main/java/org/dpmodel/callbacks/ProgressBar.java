package org.dpmodel.callbacks;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Objects;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;

/**
 * Shows the progress of the training: a bar for each epoch on a terminal, a line for each epoch elsewhere, such as in a
 * log file:
 *
 * <pre>epoch 3/10: 234 steps in 6.1 s, 38.2 steps/s</pre>
 *
 * <p>Put it first in the list of callbacks, so that the bar is complete before others print the epoch's results. Lines
 * that others print during an epoch break the bar.
 *
 * <p>Times and speeds are exact, and depend on how many examples were drawn, which no statement covers: like a bar that is
 * watched as it moves, they are for those who may see the data. {@link RunRecorder} keeps coarse ones for others.
 */
public final class ProgressBar implements Callback {
    private static final int WIDTH = 79;
    private static final int MILLISECONDS_PER_UPDATE = 200;
    private static final double NANOSECONDS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final boolean interactive;
    private me.tongfei.progressbar.ProgressBar bar;
    private LineConsumer line;
    private long epochBegan;
    /** Steps of the epoch that this process has done; a resumed run may begin within an epoch. */
    private int steps;

    /** Shows progress on standard output, as a bar if that is a terminal. */
    public ProgressBar() {
        this(System.out, Terminal.isInteractive());
    }

    /**
     * Shows progress on a given stream.
     *
     * @param out where progress goes
     * @param interactive true draws a bar, false prints lines
     */
    public ProgressBar(PrintStream out, boolean interactive) {
        this.out = Objects.requireNonNull(out, "out");
        this.interactive = interactive;
    }

    @Override
    public void onTrainEpochBegin(RunContext context) {
        epochBegan = System.nanoTime();
        steps = 0;
        if (interactive) {
            line = new LineConsumer(out);
            bar = new ProgressBarBuilder()
                    .setTaskName(title(context))
                    .setInitialMax(context.stepsPerEpoch())
                    .setUnit(" steps", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(MILLISECONDS_PER_UPDATE)
                    .showSpeed(new DecimalFormat("#.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                    .setConsumer(line)
                    .build();
        }
    }

    @Override
    public void onTrainStepEnd(RunContext context) {
        steps++;
        if (bar != null) {
            bar.stepTo(context.stepInEpoch());
        }
        if (context.stepInEpoch() == context.stepsPerEpoch()) {
            finishEpoch(context);
        }
    }

    /** Finishes an epoch that was stopped before its last step. */
    @Override
    public void onTrainEpochEnd(RunContext context) {
        if (context.stepInEpoch() < context.stepsPerEpoch()) {
            finishEpoch(context);
        }
    }

    private void finishEpoch(RunContext context) {
        if (!interactive) {
            double seconds = (System.nanoTime() - epochBegan) / NANOSECONDS_PER_SECOND;
            out.printf(
                    Locale.ROOT,
                    "%s: %d %s in %.1f s, %.1f steps/s%n",
                    title(context),
                    steps,
                    steps == 1 ? "step" : "steps",
                    seconds,
                    steps / seconds);
        }
        closeBar();
    }

    /** Leaves no bar and no thread behind, even if the training failed within an epoch. */
    @Override
    public void onTrainEnd(RunContext context) {
        closeBar();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            // A bar that is closed before it was drawn for the first time is then drawn, but not ended.
            if (!line.ended) {
                bar.close();
            }
            bar = null;
        }
    }

    /** The terminal line that the bar is drawn on, by a thread of the library. */
    private static final class LineConsumer extends ConsoleProgressBarConsumer {
        private volatile boolean ended;

        LineConsumer(PrintStream out) {
            super(out, WIDTH);
        }

        /** The progress bar library formats numbers in the default locale, and some locales have their own digits. */
        @Override
        public void accept(String drawn) {
            StringBuilder ascii = new StringBuilder(drawn.length());
            drawn.codePoints()
                    .forEach(point ->
                            ascii.appendCodePoint(Character.isDigit(point) ? '0' + Character.digit(point, 10) : point));
            super.accept(ascii.toString());
        }

        @Override
        public void close() {
            super.close();
            ended = true;
        }
    }

    private static String title(RunContext context) {
        return "epoch " + context.epoch() + "/" + context.epochs();
    }
}
