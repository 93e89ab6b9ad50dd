package org.dpmodel.cli.report;

import static org.dpmodel.cli.report.Html.attribute;
import static org.dpmodel.cli.report.Html.element;
import static org.dpmodel.cli.report.Html.text;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.TotalCost;
import org.dpmodel.accountant.risk.AttackRisk;

/**
 * One A4 sheet for the person who has to approve a release. It answers what NIST SP 800-226 (Near, Darais, Lefkovitz
 * and Howarth 2025, "Guidelines for Evaluating Differential Privacy Guarantees") asks about a guarantee, from the top
 * of its pyramid to the bottom: parameters and unit of privacy, algorithms and utility, trust model and security,
 * exposure of collected data.
 */
final class OfficerSheet {
    private final ReportedRun run;
    private final Optional<DigitTest> digits;
    private final PrivacyStatement statement;
    private final boolean isPrivate;

    OfficerSheet(ReportedRun run, Optional<DigitTest> digits) {
        this.run = run;
        this.digits = digits;
        this.statement = run.statement();
        this.isPrivate = Double.isFinite(statement.epsilon());
    }

    Html html(String id) {
        HtmlTable table = new HtmlTable("", "question", "answer");
        table.row("Epsilon and delta", parameters());
        table.row("Attacker's odds", odds());
        if (!run.caveats().isEmpty()) {
            table.row("Caveats", String.join(" ", run.caveats()));
        }
        table.row("Unit of privacy", unit());
        table.row("Adjacency", adjacency());
        table.row("Where noise is added", noise());
        table.row("How it is counted", counting());
        table.row("Utility and bias", utility());
        table.row(
                "Trust model",
                "Central: the party that trains holds the raw data and is trusted with it. The attacker sees the model"
                        + " and every checkpoint, knows all other examples, and has unlimited computing power.");
        table.row("Side channels", sideChannels());
        table.row("Sensitive in the run's folder", folder());
        table.row(
                "Taken as public",
                "Network, optimizer and all settings; " + size()
                        + "; data that accuracy was measured on. Settings chosen by looking at the private data are not covered.");
        table.row("Other releases", otherReleases());
        table.row(
                "Collected data",
                "Not covered: differential privacy says nothing about how the raw data was collected, who can"
                        + " read it and when it is deleted. To be answered by the data holder:");
        return element(
                "section",
                attribute("id", id),
                attribute("class", "sheet"),
                element("h2", "For the privacy officer: " + run.name()),
                element(
                        "p",
                        attribute("class", isHeadlinePrivate() ? "headline" : "headline warning"),
                        text(statement.toText().lines().findFirst().orElseThrow())),
                table.html(),
                element("p", attribute("class", "signature"), element("span", "Approved by"), element("span", "Date")));
    }

    /** An earlier training of the weights may have been without privacy. */
    private boolean isHeadlinePrivate() {
        return Double.isFinite(statement.total().map(TotalCost::epsilon).orElse(statement.epsilon()));
    }

    private String parameters() {
        if (!isPrivate) {
            return "None: the model was trained without privacy, and may reveal its training examples.";
        }
        String text = "epsilon = " + statement.displayedEpsilon() + ", delta = " + statement.displayedDelta()
                + ofAllTrainings() + "; an upper bound, rounded up, by the " + statement.accountant() + " accountant.";
        double expected = run.datasetSize() * statement.displayedDelta();
        return text + " Delta times the number of " + run.account().counted() + " is " + Numbers.digits(expected)
                + (expected < 1
                        ? ", below 1 as it must be."
                        : ": too large, publishing one of them at random would satisfy it.");
    }

    private String ofAllTrainings() {
        return statement
                .total()
                .map(total -> " for anyone in the data of all " + total.trainings()
                        + " trainings of the weights that are added up; this training alone: "
                        + "epsilon = " + statement.alone().displayedEpsilon() + ", delta = "
                        + statement.delta())
                .orElse("");
    }

    private String odds() {
        if (!isPrivate) {
            return "No bound.";
        }
        if (!statement.unit().equals(PrivacyUnit.example())) {
            return "Not shown: it is computed for single examples only, and the statement is about people.";
        }
        AttackRisk risk = new AttackRisk(run.total());
        return (run.account().hasEarlierOfThesePeople()
                        ? "Of this training alone, not of earlier ones of the weights: an"
                        : "An")
                + " attacker who guesses whether a given example took part, with even prior odds, is right in at most "
                + percent(risk.success(0.5)) + " of the cases. At 1 % false alarms at most "
                + percent(risk.truePositiveRate(0.01)) + " of the true ones are found."
                + (run.doubts().isEmpty() ? "" : " These odds hold only as far as epsilon does: see Caveats.");
    }

    private static String percent(double rate) {
        return Math.min(100, Math.ceil(rate * 1e4) / 100) + " %";
    }

    private String unit() {
        return statement.unit().equals(PrivacyUnit.example())
                ? "One training example. A person who contributed several has the weaker protection of a group."
                : statement.unit() + ".";
    }

    private String adjacency() {
        boolean ofPeople = !statement.unit().equals(PrivacyUnit.example());
        return statement.adjacency() == Adjacency.ADD_OR_REMOVE_ONE
                ? "add-or-remove-one: that " + (ofPeople ? "a person" : "an example")
                        + " was there at all is protected."
                : "replace-one: what " + (ofPeople ? "a person's records say" : "an example says")
                        + " is protected; how many there are is public.";
    }

    private String size() {
        String counted = statement.unit().equals(PrivacyUnit.example()) ? "examples" : "people or records";
        if (!run.account().hasPublicSize()) {
            return "the number of training " + counted;
        }
        return "the " + Numbers.grouped(run.datasetSize()) + " " + run.account().counted()
                + " that probability and steps were fixed for"
                + (statement.adjacency() == Adjacency.ADD_OR_REMOVE_ONE ? ", not how many there were" : "");
    }

    private String noise() {
        if (!isPrivate) {
            return "Nowhere.";
        }
        return "In each of " + Numbers.grouped(statement.steps())
                + " steps, to the sum of the clipped gradients, before anything is computed from it. "
                + statement.mechanism() + ". Batches: " + statement.sampler() + ".";
    }

    private String counting() {
        return "Each step's cost was written into a checksummed ledger before its noise was drawn; steps whose "
                + "result was lost count too. This page recomputes the total from the ledger. DPModel "
                + statement.libraryVersion() + ". "
                + (run.contradictions().isEmpty()
                        ? "Ledger, history and model agree."
                        : "NOT ALL AGREES: " + String.join(" ", run.contradictions()));
    }

    private String utility() {
        StringBuilder text = new StringBuilder();
        if (digits.isPresent()) {
            DigitTest test = digits.get();
            text.append("Accuracy ")
                    .append(Numbers.fraction(test.accuracy()))
                    .append(" on ")
                    .append(test.dataset())
                    .append("; class read worst: ")
                    .append(test.worst())
                    .append(", ")
                    .append(Numbers.fraction(test.recall(test.worst())))
                    .append(" of it right.");
        } else {
            run.metric(ReportedRun.ACCURACY)
                    .ifPresentOrElse(
                            accuracy -> text.append("Accuracy ")
                                    .append(Numbers.fraction(accuracy))
                                    .append(" on public data."),
                            () -> text.append("Not measured."));
        }
        return text.append(" Clipping and noise cost rare groups more than common ones: compare groups before use.")
                .toString();
    }

    private String sideChannels() {
        if (!isPrivate) {
            return "Not assessed: nothing is protected.";
        }
        return "Noise and draws: "
                + (run.ledger().header().seeded()
                        ? "from a SEED, so not private unless it stays secret"
                        : "a cryptographic generator")
                + ". Noise is added in double precision and rounded once, after it; unless it is discrete, its last "
                + "bits could in theory reveal something about the sum. The duration of a step depends on the number "
                + "of examples drawn: times are shown as means per epoch, to two digits. Error messages may name an "
                + "example: do not publish them.";
    }

    private String folder() {
        boolean sensitive = run.record().epochs().stream()
                .anyMatch(epoch -> epoch.sensitive().isPresent());
        return "training-state.bin holds the key of the data order: keep it secret. "
                + (sensitive
                        ? "history.jsonl holds losses and norms of private data: AS PRIVATE AS THE DATA. "
                        : "history.jsonl and ledger.jsonl contain public numbers. ")
                + "model.onnx is covered by the statement. Printed losses are sensitive. The ledger is checked, not "
                + "signed: protect the folder.";
    }

    private String otherReleases() {
        int earlier = run.account().earlier().size();
        return (earlier == 0
                        ? "None known from the weights. "
                        : earlier + " earlier training" + (earlier == 1 ? "" : "s")
                                + " of the weights: see the statement. ")
                + "Other models trained on the same people add up: ./dpmodel compare adds their ledgers.";
    }
}
