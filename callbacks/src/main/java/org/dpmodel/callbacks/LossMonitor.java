package org.dpmodel.callbacks;

import java.io.PrintStream;
import java.util.Objects;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.StepReport;
import org.dpmodel.validation.Require;

/**
 * Prints the mean loss of a step's examples, as MindSpore's {@code LossMonitor} does, and ends a training whose loss is
 * no longer a number:
 *
 * <pre>epoch: 1 step: 234, loss is 2.3015</pre>
 *
 * <p>The step is counted within the epoch. A step without drawn examples has no loss and prints nothing. A run of a search
 * among several ({@link org.dpmodel.accountant.PrivacyAccountant#search}) is not ended: whether it ends would be decided
 * without noise, and the search needs a result from each run.
 *
 * <p><b>The loss is sensitive</b>: it is computed from private data without noise, and the privacy statement does not
 * cover it. Show these lines only to those who may see the data; a line before the first of them says so.
 */
public final class LossMonitor implements Callback {
    private static final String SENSITIVE =
            "The losses below are exact and sensitive: the privacy statement does not cover them.";

    private final int perPrintTimes;
    private final PrintStream out;
    private long lastPrinted;
    private boolean saysSensitive = true;

    /** Prints every step to standard output. */
    public LossMonitor() {
        this(1);
    }

    /**
     * Prints to standard output.
     *
     * @param perPrintTimes steps from one line to the next; 0 prints none and still watches for NaN
     */
    public LossMonitor(int perPrintTimes) {
        this(perPrintTimes, System.out);
    }

    /**
     * Prints to a given stream.
     *
     * @param perPrintTimes steps from one line to the next; 0 prints none and still watches for NaN
     * @param out where lines go
     */
    public LossMonitor(int perPrintTimes, PrintStream out) {
        this.perPrintTimes =
                Require.atLeast("perPrintTimes", perPrintTimes, 0, "pass the number of steps between two lines");
        this.out = Objects.requireNonNull(out, "out");
    }

    @Override
    public void onTrainBegin(RunContext context) {
        lastPrinted = context.step();
    }

    /**
     * Prints the loss if it is due.
     *
     * @throws IllegalStateException if the loss of drawn examples is NaN or infinite, and the run is not one of a search
     */
    @Override
    public void onTrainStepEnd(RunContext context) {
        StepReport report = context.report().revealSensitive();
        if (report.drawn() == 0) {
            return;
        }
        if (!Double.isFinite(report.loss())
                && context.model().accountant().search().isEmpty()) {
            throw new IllegalStateException("In epoch: " + context.epoch() + " step: " + context.stepInEpoch()
                    + ", loss is NAN or INF, training process cannot continue, terminating training. To see which "
                    + "examples have such losses, as the owner of the data alone: model.leftOut(dataset), or ./dpmodel "
                    + "train --check-data");
        }
        if (perPrintTimes > 0 && context.step() - lastPrinted >= perPrintTimes) {
            lastPrinted = context.step();
            if (saysSensitive) {
                saysSensitive = false;
                out.println(SENSITIVE);
            }
            out.println("epoch: " + context.epoch() + " step: " + context.stepInEpoch() + ", loss is "
                    + PythonFloat.text((float) report.loss()));
        }
    }
}
