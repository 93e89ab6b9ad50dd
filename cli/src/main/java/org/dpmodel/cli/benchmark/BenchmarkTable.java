package org.dpmodel.cli.benchmark;

import java.util.Locale;
import org.dpmodel.graph.LibraryVersion;

/** The result of a step benchmark, for people: what was run, and a table for each network. */
final class BenchmarkTable {
    private static final double MEBIBYTE = 1 << 20;

    private final StepBenchmark benchmark;
    private final StringBuilder text = new StringBuilder();

    BenchmarkTable(StepBenchmark benchmark) {
        this.benchmark = benchmark;
    }

    String text() {
        legend();
        for (BenchmarkedNetwork network : benchmark.networks()) {
            line(
                    "%n%s: %s, %,d parameters, batch %d%n",
                    network,
                    network.description(),
                    network.network().parameterCount(),
                    benchmark.of(network).get(0).batchSize());
            line(
                    "%-24s %-18s %9s %10s %9s %11s %10s %13s %9s %9s%n",
                    "",
                    "engine",
                    "min ms",
                    "median ms",
                    "p95 ms",
                    "examples/s",
                    "ratio, min",
                    "ratio, median",
                    "peak MiB",
                    "heap MiB");
            benchmark.of(network).forEach(this::row);
            for (StepBenchmark.PrivacyCost cost : benchmark.privacyCosts(network)) {
                line(
                        "private / non-private, %s on %s: %.2f (min) %.2f (median)%n",
                        cost.what(), cost.withPrivacy().device(), cost.minRatio(), cost.medianRatio());
            }
        }
        return text.toString();
    }

    private void legend() {
        line(
                "dpmodel %s, Java %s, %s %s with %d processors, %d threads%n",
                LibraryVersion.current(),
                System.getProperty("java.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                benchmark.threads());
        line("whole step   Poisson draw, step graph, charge, noise, momentum; scaled from what was drawn to a batch%n");
        line("step graph   forward, backward, norms, clipped sum of a batch of random examples%n");
        line(
                "runs         %d of each in turn, after %d of warm-up; each after a pause and what is not counted%n",
                benchmark.runs(), benchmark.warmUp());
        line("ratio        to the first row of the network%n");
        if (benchmark.results().stream().anyMatch(row -> row.memory().isPresent())) {
            line(
                    "peak         largest resident set of a process that does nothing but the row: Java, engine and data%n");
            line("heap         largest used Java heap of that process, garbage included%n");
        }
    }

    private void row(StepResult row) {
        Timing timing = row.timing();
        StepResult baseline = benchmark.baseline(row);
        line(
                "%-24s %-18s %9.2f %10.2f %9.2f %,11.0f %10.2f %13.2f %9s %9s%n",
                row.step(),
                row.device(),
                timing.minMilliseconds(),
                timing.medianMilliseconds(),
                timing.percentileMilliseconds(95),
                row.examplesPerSecond(),
                row.minRatio(baseline),
                row.medianRatio(baseline),
                row.memory()
                        .flatMap(memory ->
                                memory.residentBytes().stream().boxed().findFirst())
                        .map(BenchmarkTable::mebibytes)
                        .orElse("-"),
                row.memory().map(memory -> mebibytes(memory.heapBytes())).orElse("-"));
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f", bytes / MEBIBYTE);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
