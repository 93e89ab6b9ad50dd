package org.dpmodel.cli.benchmark;

import java.util.Optional;

/**
 * The result of a benchmark for one step on one engine: a row of its table.
 *
 * @param network what was trained
 * @param batchSize examples in a step
 * @param step what was run
 * @param device the device
 * @param timing how long it took
 * @param memory the peak memory of a process that does only this; empty if it was not measured
 */
record StepResult(
        BenchmarkedNetwork network,
        int batchSize,
        BenchmarkedStep step,
        String device,
        Timing timing,
        Optional<PeakMemory> memory) {
    /** How many times longer than another row it takes, by the minima. */
    double minRatio(StepResult other) {
        return timing.minMilliseconds() / other.timing.minMilliseconds();
    }

    /** How many times longer than another row it takes, by the medians. */
    double medianRatio(StepResult other) {
        return timing.medianMilliseconds() / other.timing.medianMilliseconds();
    }

    double examplesPerSecond() {
        return timing.perSecond(batchSize);
    }

    StepResult withMemory(PeakMemory measured) {
        return new StepResult(network, batchSize, step, device, timing, Optional.of(measured));
    }
}
