package org.dpmodel.cli.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.cli.Execution;
import org.dpmodel.cli.options.Model;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Options of training that are passed to {@code privacy} are priced as the training is charged. */
@Tag("slow")
class PrivacyPricesTrainingTest {
    private static final String SIZES = "--examples 300 --batch-size 100 --epochs 2 ";

    @TempDir
    Path directory;

    @Command
    private static final class Asked implements Runnable {
        @Mixin
        private RunOptions options;

        @Override
        public void run() {}
    }

    /** Every sampling that train takes, and every mechanism, each in some combination. */
    static Stream<String> settings() {
        return Stream.concat(
                SamplingSchemes.names().stream().map(name -> "--sampling " + name),
                Stream.of(
                        "--noise discrete-gaussian --noise-multiplier 2",
                        "--noise ada-gaussian --noise-decay step --noise-decay-rate 0.1",
                        "--noise ada-gaussian --sampling shuffled",
                        "--clipping adaptive --clipping-quantile 0.9",
                        "--clipping per-layer --clipping-norm 2",
                        "--clipping automatic --adjacency replace-one",
                        "--sampling balls-in-bins --adjacency replace-one",
                        "--sampling truncated-poisson --noise discrete-gaussian --clipping adaptive",
                        "--sampling shuffled --micro-batches 20 --clipping adaptive",
                        "--noise banded:3 --sampling cyclic",
                        "--noise banded:2 --sampling cyclic:3 --adjacency replace-one --clipping per-layer",
                        "--sampling cyclic:2 --noise discrete-gaussian --clipping adaptive"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void theEventIsThatOfTheModel(String setting) {
        Asked asked = new Asked();
        new CommandLine(asked).parseArgs((SIZES + setting).split(" "));
        PlannedRun run = asked.options.run();
        PrivacyPlan plan = run.plan();
        DPModelBuilder builder = DPModel.builder(Model.MLP.network(), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.1))
                .accountant(RdpAccountant::new)
                .sampling(plan.sampling())
                .clipping(plan.clipping())
                .noise(plan.noise())
                .adjacency(plan.adjacency())
                .microbatchSize(plan.microbatchSize());
        try (DPModel model = builder.build()) {
            model.train(2, SyntheticDigits.train(300, 1, Model.MLP.imageSide()), List.of());
            assertEquals(flat(model.ledger()), flat(run.event()));
        }
    }

    /** The statement is compared in every fourth of them, since the program composes each run twice for it. */
    static Stream<String> stated() {
        List<String> all = settings().toList();
        if (Boolean.getBoolean("dpmodel.full")) {
            return all.stream();
        }
        System.err.println("SKIPPED: statements of three in four settings; -Ddpmodel.full=true compares all");
        return IntStream.range(0, all.size()).filter(i -> i % 4 == 1).mapToObj(all::get);
    }

    /** What is read at the end of the training is what was read before: all that the statement says. */
    @ParameterizedTest
    @MethodSource("stated")
    void theStatementIsThatOfTheTraining(String setting) {
        Execution training = Execution.of(("train --model mlp " + SIZES + setting + " --test-examples 100"
                                + " --checkpoint-dir " + directory)
                        .split(" "))
                .succeeds();
        Execution privacy =
                Execution.of(("privacy " + SIZES + setting).split(" ")).succeeds();
        for (String line : List.of("What is protected: ", "Sampler: ", "Mechanism: ", "Steps: ", "Accountant: ")) {
            assertEquals(training.after(line), privacy.after(line));
        }
        // The PLD accountant's grid may differ between a run composed at once and one composed step by step.
        double spent = epsilon(training);
        assertEquals(spent, epsilon(privacy), 1e-3 * spent + 1e-4);
    }

    private static double epsilon(Execution execution) {
        return Double.parseDouble(execution.wordAfter("Differentially private with epsilon = "));
    }

    private static List<DpEvent> flat(DpEvent event) {
        if (event instanceof DpEvent.Composed all) {
            return all.events().stream().flatMap(part -> flat(part).stream()).toList();
        }
        if (event instanceof DpEvent.SelfComposed repeated) {
            List<DpEvent> one = flat(repeated.event());
            return Stream.generate(() -> one)
                    .limit(repeated.count())
                    .flatMap(List::stream)
                    .toList();
        }
        return List.of(event);
    }
}
