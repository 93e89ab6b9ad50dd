package org.dpmodel.cli.train;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dpmodel.BudgetForecast;
import org.dpmodel.DPModel;
import org.dpmodel.Resumption;
import org.dpmodel.TrainingEnd;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.cli.options.DataSource;
import org.dpmodel.data.ViewNames;
import org.dpmodel.graph.step.StepCompiler;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.plan.NonPrivatePlan;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PrivacyPlan;

/** Reports before a training what will happen, and afterwards what has happened. */
final class TrainingReport {
    private static final int NAME_WIDTH = 12;

    private final PrintStream out;
    private final TrainingRecord run;
    private final DPModel model;

    TrainingReport(PrintStream out, TrainingRecord run, DPModel model) {
        this.out = out;
        this.run = run;
        this.model = model;
    }

    /** The recipe, and which of its settings are used. */
    void recipe(RecipeOptions.Applied applied) {
        line("recipe", "%s: %s", applied.recipe().name(), applied.recipe().about());
        line("settings", "%s", applied.taken());
        applied.left()
                .ifPresent(left -> line("not taken", "the recipe's %s, since your own options override them", left));
        if (applied.recipe().tuned()) {
            line("note", "the settings were chosen by accuracy on MNIST's test images");
        }
    }

    void header(String optimizer, String checkpoints, String ledger) {
        line(
                "model",
                "%s, %,d parameters",
                run.network().description(),
                run.network().network().parameterCount());
        run.network().notes().forEach(note -> line("note", note));
        line("data", data());
        line("optimizer", optimizer);
        line("device", model.device());
        line("checkpoints", checkpoints);
        line("ledger", ledger);
        model.plan().ifPresentOrElse(this::privacyLines, this::noPrivacyBanner);
    }

    /** The data in the numbers that statements will have; where people are protected, the number of all rows is not one. */
    private String data() {
        Optional<PrivacyPlan> plan = model.plan();
        Optional<PersonProtection> people = plan.flatMap(PrivacyPlan::people);
        if (plan.filter(hidden -> hidden.publicSize().isPresent()).isPresent()) {
            return "as many " + (people.isPresent() ? "people" : "examples") + " as there are";
        }
        if (people.isPresent()) {
            return String.format(
                    Locale.ROOT,
                    "%s: %,d %s; test: %,d examples, a number that is as private as they are",
                    ViewNames.withoutCounts(run.train().name()),
                    run.units(),
                    people.get().drawsPeople() ? "people" : "records",
                    run.test().size());
        }
        return String.format(
                Locale.ROOT,
                "%s: %,d examples; test: %,d",
                run.train().name(),
                run.train().size(),
                run.test().size());
    }

    /**
     * The cost of the whole training, and of all trainings of the weights, which the statement will lead with.
     *
     * @param otherPeople whether nobody in the data was in an earlier training
     */
    void forecast(boolean otherPeople) {
        model.plan().ifPresent(plan -> {
            PrivacyStatement own = forecast(plan);
            line(
                    "privacy",
                    "epsilon %s at delta %s after %d %s (%,d steps), %s, by the %s accountant",
                    own.displayedEpsilon(),
                    run.delta(),
                    run.epochs(),
                    run.epochs() == 1 ? "epoch" : "epochs",
                    run.steps(),
                    plan.adjacency().jsonName().replace('_', '-'),
                    model.accountant().name());
            EarlierTraining earlier = run.network().network().earlier();
            if (!otherPeople && !earlier.isEmpty()) {
                PrivacyStatement all = earlier.quotedBy(own);
                line(
                        "",
                        all.total().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        "epsilon %s at delta %s with what the weights have cost before, for people whose records"
                                                + " were used each time",
                                        all.displayedEpsilon(),
                                        all.displayedDelta())
                                : "besides what the weights have cost before, which is about another adjacency or unit");
            }
        });
    }

    /** The spending of an earlier process. */
    void resumed(Resumption resumption) {
        PrivacyStatement spent = model.privacyStatement();
        line(
                "resumed",
                "at step %,d%s; epsilon %s at delta %s is spent%s%s",
                resumption.steps(),
                progress(resumption),
                spent.displayedEpsilon(),
                spent.displayedDelta(),
                spent.total()
                        .map(total -> " by all " + total.trainings() + " trainings of the weights")
                        .orElse(""),
                resumption.lostSteps() == 0
                        ? ""
                        : "; the last " + resumption.lostSteps() + " steps are spent, but were lost");
    }

    /** The progress of the run of these epochs, which is not the model's first if others were completed before. */
    private String progress(Resumption resumption) {
        if (resumption.stepsOfRun() >= run.steps()) {
            return String.format(
                    Locale.ROOT,
                    ": all %,d steps of these epochs are done; pass more --epochs to continue",
                    run.steps());
        }
        if (resumption.stepsOfRun() == resumption.steps()) {
            return String.format(Locale.ROOT, " of %,d", run.steps());
        }
        return String.format(
                Locale.ROOT, ": %,d of the %,d steps of these epochs are done", resumption.stepsOfRun(), run.steps());
    }

    void budget(String description) {
        line("budget", description);
    }

    void budgetEnds(BudgetForecast forecast) {
        line("warning", "the budget does not last: " + forecast);
    }

    void target(String description) {
        line("target", description);
    }

    /** Ends a dry run, after its cost was reported. */
    void dryRun() {
        StepCompiler.parameterRules(run.network().network().graph());
        line("network", "examples stay apart in it, and each parameter has a gradient: it can be trained");
        out.println();
        out.println("Dry run: nothing was trained, and nothing written or spent. Leave out --dry-run to train.");
    }

    /** Which examples a step would leave out, with the beginning of each, by which its owner finds it. */
    void leftOut(Sensitive<List<Integer>> positions) {
        List<Integer> found = positions.revealSensitive();
        out.println();
        if (found.isEmpty()) {
            out.println("No example is left out: at these weights every loss and gradient is finite.");
            return;
        }
        out.println(
                "At these weights steps leave out " + LeftOutText.count(found)
                        + ", since a number of the example, its loss or its gradient is infinite or not a number. Do not publish this:");
        found.forEach(position -> out.println(LeftOutText.line(run.train(), position)));
        out.println(
                "Correct or remove them, or change what the network computes of them (a logarithm, root or quotient near 0).");
    }

    void starting() {
        out.println("============== Starting Training ==============");
    }

    private void privacyLines(PrivacyPlan plan) {
        line("sampler", plan.describeSampler(run.units()));
        line("mechanism", plan.describeMechanism());
        if (run.delta() * run.units() >= 1) {
            boolean people = plan.drawsPeople();
            line(
                    "warning",
                    "delta should be well below 1 / number of %s, which is %.1e",
                    people ? "people" : "examples",
                    1.0 / run.units());
        }
        if (run.source() == DataSource.SYNTHETIC) {
            line("note", "the digits are synthetic: here epsilon protects nobody and only shows how it works");
        }
    }

    private void noPrivacyBanner() {
        line(
                "sampler",
                new NonPrivatePlan(run.sampling()).describeSampler(run.train().size()));
        out.println();
        out.println("!!! WITHOUT PRIVACY: no clipping, no noise, epsilon = infinity.             !!!");
        out.println("!!! The model may reveal its training examples. For comparison only.        !!!");
        out.println();
    }

    /** The final statement in advance: the same events, charged to an accountant of the same kind. */
    private PrivacyStatement forecast(PrivacyPlan plan) {
        PrivacyAccountant accountant = model.accountant();
        int size = run.units();
        accountant.compose(plan.charges(run.steps(), size));
        return PrivacyStatement.of(
                        accountant, run.delta(), plan.describeSampler(size), plan.describeMechanism(), run.steps())
                .withUnit(plan.unit());
    }

    /** Reports why the training ended before its last epoch, if it did. */
    void end(boolean interrupted, TrainingEnd end, Optional<String> resuming) {
        if (end == TrainingEnd.BUDGET_REACHED) {
            out.println();
            out.println("Budget reached: the model stays at step " + model.steps() + ", the last that it allows.");
        }
        if (interrupted) {
            out.println();
            out.println(
                    "Interrupted: the model stays at step " + model.steps() + ", which is what the statement counts.");
            resuming.ifPresent(command -> out.println("Continue with " + command));
        }
    }

    void accuracy(Map<String, Double> metrics) {
        Double accuracy = metrics.get("Accuracy");
        if (accuracy != null) {
            out.printf(Locale.ROOT, "============== Accuracy: %.4f  ==============%n", accuracy);
        }
    }

    /** The results on the held-out part of the data. */
    void heldOut(Map<String, Double> metrics) {
        out.println();
        out.println("Exact results on the held-out examples; the privacy statement does not cover these numbers:");
        int width = Math.max(
                NAME_WIDTH,
                metrics.keySet().stream().mapToInt(String::length).max().orElse(0));
        metrics.forEach((name, value) -> out.printf(Locale.ROOT, "%-" + width + "s %.4f%n", name, value));
    }

    void statement(StepClock clock) {
        out.println(clock.description());
        out.println();
        out.println(model.privacyStatement().toText());
        if (run.source() == DataSource.SYNTHETIC && model.plan().isPresent()) {
            out.println("Note: the training examples are synthetic digits, so this protects nobody.");
        }
    }

    void checkpoint(Optional<Path> file, Function<Path, String> next) {
        file.ifPresent(path -> {
            out.println();
            out.println("Saved " + path);
            out.println("Try " + next.apply(path));
        });
    }

    private void line(String name, String format, Object... values) {
        String text = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
        out.printf(Locale.ROOT, "%-" + NAME_WIDTH + "s %s%n", name, text);
    }
}
