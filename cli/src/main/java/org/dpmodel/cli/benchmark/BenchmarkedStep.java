package org.dpmodel.cli.benchmark;

import java.util.List;

/** What a benchmark runs, with or without privacy: a whole training step, or only the engine's part of it. */
enum BenchmarkedStep {
    PRIVATE_STEP("whole step, private", true, true),
    PLAIN_STEP("whole step, non-private", true, false),
    PRIVATE_GRAPH("step graph, private", false, true),
    PLAIN_GRAPH("step graph, non-private", false, false);

    private final String text;
    private final boolean whole;
    private final boolean withPrivacy;

    BenchmarkedStep(String text, boolean whole, boolean withPrivacy) {
        this.text = text;
        this.whole = whole;
        this.withPrivacy = withPrivacy;
    }

    /** Whether sampling, charge, noise and optimizer are included. */
    boolean isWhole() {
        return whole;
    }

    boolean isPrivate() {
        return withPrivacy;
    }

    /** Each private step with its counterpart without privacy. */
    static List<List<BenchmarkedStep>> pairs() {
        return List.of(List.of(PRIVATE_STEP, PLAIN_STEP), List.of(PRIVATE_GRAPH, PLAIN_GRAPH));
    }

    @Override
    public String toString() {
        return text;
    }
}
