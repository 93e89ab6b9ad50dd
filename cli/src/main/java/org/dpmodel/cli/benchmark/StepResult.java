package org.dpmodel.cli.benchmark;

import java.util.Optional;
import org.dpmodel.cli.options.Model;

/**
 * What a benchmark has found about one step on one engine: a row of its table.
 *
 * @param network what was trained
 * @param step what was run
 * @param device where
 * @param timing how long it took
 * @param memory what a process that does only this has held; empty if that was not measured
 */
record StepResult(Model network, BenchmarkedStep step, String device, Timing timing, Optional<PeakMemory> memory) {
    /** How many times longer than another row it takes, by the minima. */
    double minRatio(StepResult other) {
        return timing.minMilliseconds() / other.timing.minMilliseconds();
    }

    /** How many times longer than another row it takes, by the medians. */
    double medianRatio(StepResult other) {
        return timing.medianMilliseconds() / other.timing.medianMilliseconds();
    }
}
