package org.dpmodel.cli.benchmark;

import java.util.List;
import java.util.Locale;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.cli.options.Usage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures the time to compute an epsilon, starting from an empty accountant, after Java has warmed up. */
@Command(
        name = "accountant",
        description = "Measures how long each accountant takes for the runs of two tutorials.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false)
final class AccountantBenchmarkCommand implements Runnable {
    private static final int WARM_UP = 20;
    private static final double DELTA = 1e-5;

    private static final List<TutorialRun> RUNS = List.of(
            new TutorialRun("MindArmour tutorial", 256.0 / 60_000, 1.0, 2340),
            new TutorialRun("MindArmour with noise 0.4", 256.0 / 60_000, 0.4, 2340),
            new TutorialRun("TF Privacy tutorial", 250.0 / 60_000, 1.2, 960));

    @ParentCommand
    private BenchmarkCommand parent;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "30",
            description = "measured runs of each (default: ${DEFAULT-VALUE})")
    private int runs;

    @Override
    public void run() {
        if (runs < 1) {
            throw Usage.error(command, "--runs must be at least 1, found " + runs);
        }
        parent.program().out().printf(Locale.ROOT, "%-36s %12s %9s %10s%n", "", "epsilon", "min ms", "median ms");
        for (TutorialRun tutorial : RUNS) {
            report(new EpsilonAction("RDP", tutorial, new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE)));
            report(new EpsilonAction("PLD", tutorial, new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE)));
        }
    }

    private void report(EpsilonAction action) {
        Timing timing =
                Timing.interleaved(List.of(action), WARM_UP, runs, round -> {}).get(0);
        parent.program()
                .out()
                .printf(
                        Locale.ROOT,
                        "%-36s %12.6f %9.3f %10.3f%n",
                        timing.name(),
                        action.epsilon,
                        timing.minMilliseconds(),
                        timing.medianMilliseconds());
    }

    /** A run known from a tutorial. */
    private record TutorialRun(String name, double samplingProbability, double noiseMultiplier, long steps) {
        DpEvent event() {
            return new DpEvent.Gaussian(noiseMultiplier)
                    .poissonSampled(samplingProbability)
                    .times(steps);
        }
    }

    private static final class EpsilonAction implements TimedAction {
        private final String name;
        private final DpEvent event;
        private final PrivacyAccountant empty;
        private double epsilon;

        EpsilonAction(String accountant, TutorialRun tutorial, PrivacyAccountant empty) {
            this.name = accountant + ", " + tutorial.name();
            this.event = tutorial.event();
            this.empty = empty;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long run() {
            PrivacyAccountant accountant = empty.copy();
            long began = System.nanoTime();
            accountant.compose(event);
            epsilon = accountant.epsilon(DELTA);
            return System.nanoTime() - began;
        }

        @Override
        public void close() {}
    }
}
