package org.dpmodel.cli.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The result of a step benchmark.
 *
 * @param threads threads for one operator
 * @param warmUp runs that were not counted
 * @param runs runs that were counted
 * @param results the rows, grouped by network
 */
record StepBenchmark(int threads, int warmUp, int runs, List<StepResult> results) {
    StepBenchmark {
        results = List.copyOf(results);
    }

    /** The networks, in the order of the rows. */
    List<BenchmarkedNetwork> networks() {
        return results.stream().map(StepResult::network).distinct().toList();
    }

    List<StepResult> of(BenchmarkedNetwork network) {
        return results.stream().filter(row -> row.network() == network).toList();
    }

    List<String> devices() {
        return results.stream().map(StepResult::device).distinct().toList();
    }

    /** The first row of a network, with which its other rows are compared. */
    StepResult baseline(StepResult row) {
        return of(row.network()).get(0);
    }

    /** The overhead of privacy: for each engine and kind of step, the private row with the one without privacy. */
    List<PrivacyCost> privacyCosts(BenchmarkedNetwork network) {
        return devices().stream()
                .flatMap(device -> BenchmarkedStep.pairs().stream().flatMap(pair -> {
                    Optional<StepResult> withPrivacy = find(network, device, pair.get(0));
                    Optional<StepResult> without = find(network, device, pair.get(1));
                    return withPrivacy.isPresent() && without.isPresent()
                            ? Stream.of(new PrivacyCost(withPrivacy.get(), without.get()))
                            : Stream.empty();
                }))
                .toList();
    }

    private Optional<StepResult> find(BenchmarkedNetwork network, String device, BenchmarkedStep step) {
        return of(network).stream()
                .filter(row -> row.device().equals(device) && row.step() == step)
                .findFirst();
    }

    /**
     * Two rows that differ only in privacy.
     *
     * @param withPrivacy the private one
     * @param without the other
     */
    record PrivacyCost(StepResult withPrivacy, StepResult without) {
        String what() {
            return withPrivacy.step().isWhole() ? "whole step" : "step graph";
        }

        double minRatio() {
            return withPrivacy.minRatio(without);
        }

        double medianRatio() {
            return withPrivacy.medianRatio(without);
        }
    }
}
