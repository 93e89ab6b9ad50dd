package org.dpmodel.callbacks;

import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;

/** Summarizes the reports of steps, and is as sensitive as they are. For the training thread. */
final class StepMeans {
    private double loss;
    private double clipped;
    private double norms;
    private int drawn;
    private int counted;
    private int nonFinite;

    void add(Sensitive<StepReport> report) {
        StepReport step = report.revealSensitive();
        drawn += step.drawn();
        nonFinite += step.nonFinite();
        if (!Double.isNaN(step.loss())) {
            counted += step.drawn();
            loss += step.loss() * step.drawn();
            clipped += step.clippedFraction() * step.drawn();
            norms += step.meanNorm() * step.drawn();
        }
    }

    /** The means since the last call; the number of drawn examples is their sum. */
    Sensitive<StepReport> take() {
        StepReport means = new StepReport(loss / counted, drawn, nonFinite, clipped / counted, norms / counted);
        forget();
        return Sensitive.of(means);
    }

    /** Begins anew. */
    void forget() {
        loss = 0;
        clipped = 0;
        norms = 0;
        drawn = 0;
        counted = 0;
        nonFinite = 0;
    }
}
