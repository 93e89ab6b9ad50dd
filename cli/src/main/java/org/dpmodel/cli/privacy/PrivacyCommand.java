package org.dpmodel.cli.privacy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.analysis.RunAnalysis;
import org.dpmodel.cli.options.ProgramContext;
import org.dpmodel.cli.options.Usage;
import org.dpmodel.plan.PlannedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Computes what a training run costs, without training. */
@Command(
        name = "privacy",
        description = "Computes what a training run costs in privacy, or how much noise or how many steps a budget "
                + "allows.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./dpmodel privacy --examples 60000 --batch-size 256 --noise-multiplier 1.0 --epochs 10 --delta 1e-5",
            "  ./dpmodel privacy --epochs 30 --target-epsilon 3                the noise that 30 epochs need",
            "  ./dpmodel privacy --noise-multiplier 1.1 --target-epsilon 3     the epochs that the budget allows",
            "  ./dpmodel privacy --records-per-person 3                        the guarantee of a person with up to "
                    + "3 examples",
            "  ./dpmodel privacy --people 20000 --records-per-person 3         the same, where people are drawn",
            "  ./dpmodel privacy --tune geometric:0.1                         the cost of the best of 10 runs on "
                    + "average",
            "  ./dpmodel privacy --shuffled --accountant all --plot epsilon.svg",
            "  ./dpmodel privacy --table",
            "  ./dpmodel privacy --cases cases.json"
        })
public final class PrivacyCommand implements Callable<Integer> {
    @ParentCommand
    private ProgramContext program;

    @Spec
    private CommandSpec command;

    @Mixin
    private RunOptions options;

    @Option(
            names = "--accountant",
            paramLabel = "NAME",
            defaultValue = "pld",
            converter = AccountantChoice.Converter.class,
            description = "pld (tightest), rdp, zcdp or all (default: ${DEFAULT-VALUE})")
    private AccountantChoice accountant;

    @Option(
            names = "--target-epsilon",
            paramLabel = "E",
            description = "solve for the noise, or for the steps if the noise is given (default: none)")
    private Double targetEpsilon;

    @Option(names = "--table", description = "epsilon for several noise multipliers and epochs (default: no)")
    private boolean table;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "draw epsilon over the steps to a .png or .svg file (default: none)")
    private Path plot;

    @Option(names = "--json", description = "print JSON instead of text (default: no)")
    private boolean json;

    @Option(
            names = "--cases",
            paramLabel = "FILE",
            description = "answer only a JSON file of cases, one line each (default: none)")
    private Path cases;

    @Override
    public Integer call() throws IOException {
        if (cases != null) {
            new CaseFile(cases).answer(program.out());
            return 0;
        }
        check();
        PlannedRun run = options.run();
        PrivacyReport report = json ? new JsonPrivacyReport(run) : new TextPrivacyReport(run);
        if (table) {
            AccountantChoice tightest = accountant.each().get(0);
            report.table(tightest, BudgetTable.of(options, analysis(tightest, run)));
        } else if (targetEpsilon == null) {
            report.statements(accountant.each().stream()
                    .map(choice -> statement(choice, run))
                    .toList());
            if (run.plan().unit().equals(PrivacyUnit.example())
                    && options.tune().isEmpty()) {
                report.membershipTest(MembershipTest.of(accountant.each().get(0), run));
            }
        } else {
            solve(report);
        }
        if (plot != null) {
            plot(run);
            report.plot(plot);
        }
        program.out().println(report.finish());
        return 0;
    }

    private void check() {
        options.check();
        if (targetEpsilon != null && !(targetEpsilon > 0 && targetEpsilon <= Double.MAX_VALUE)) {
            throw Usage.error(command, "--target-epsilon must be positive, found " + targetEpsilon + ": 3 is usual");
        }
        if (targetEpsilon != null && options.hasNoiseMultiplier() && options.hasLength()) {
            throw Usage.error(
                    command,
                    "--target-epsilon solves for --noise-multiplier or for --epochs: leave out the one to solve for");
        }
        if (targetEpsilon != null && table) {
            throw Usage.error(command, "--table and --target-epsilon cannot be combined: pass one at a time");
        }
        if (options.tune().isPresent() && accountant != AccountantChoice.PLD && accountant != AccountantChoice.RDP) {
            throw Usage.error(command, "--tune is charged by RDP only: pass --accountant rdp, or leave it out");
        }
        if (plot != null) {
            Usage.checked(command, () -> EpsilonPlot.Format.of(plot));
        }
    }

    private RunAnalysis analysis(AccountantChoice choice, PlannedRun run) {
        return new RunAnalysis(options.accountants(choice, run.plan()));
    }

    private PrivacyStatement statement(AccountantChoice choice, PlannedRun run) {
        PrivacyStatement statement = PrivacyStatement.of(
                        charged(choice, run, run.event()),
                        options.delta(),
                        options.describeSampler(run),
                        run.plan().describeMechanism() + bestOf(),
                        run.steps())
                .withUnit(run.plan().unit())
                .withNotes(options.otherWay(run).stream().toList());
        return run.eventIfPoissonSampled()
                .map(event -> charged(choice, run, event).epsilon(options.delta()))
                .map(statement::withEpsilonIfPoissonSampled)
                .orElse(statement);
    }

    /** The description of a search's mechanism, in addition to that of one run. */
    private String bestOf() {
        return options.tune()
                .map(count -> String.format(
                        Locale.ROOT,
                        "; the best of %s runs, %.4g on average, scored by %s, and nothing of the others",
                        count.text(),
                        count.mean(),
                        options.score().description()))
                .orElse("");
    }

    private PrivacyAccountant charged(AccountantChoice choice, PlannedRun run, DpEvent event) {
        PrivacyAccountant charged = options.accountants(choice, run.plan()).get();
        charged.compose(event);
        return charged;
    }

    private void solve(PrivacyReport report) {
        BudgetSearch search = new BudgetSearch(options, targetEpsilon);
        List<BudgetSearch.Answer> answers = new ArrayList<>();
        for (AccountantChoice choice : accountant.each()) {
            answers.add(options.hasNoiseMultiplier() ? search.steps(choice) : search.noise(choice));
        }
        report.solution(targetEpsilon, answers);
        report.statements(answers.stream()
                .map(answer -> statement(answer.accountant(), answer.run()))
                .toList());
    }

    private void plot(PlannedRun run) throws IOException {
        EpsilonPlot drawing = new EpsilonPlot(run, options.delta());
        for (AccountantChoice choice : accountant.each()) {
            drawing.add(choice.title(), analysis(choice, run));
        }
        drawing.write(plot);
    }
}
