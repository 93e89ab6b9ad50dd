package org.dpmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.plan.PlannedRun;

/** Says what a model reveals, from its ledger. */
final class Statements {
    private final ModelSettings settings;
    private final Spending spending;
    private final RunHistory history;
    private final NetworkGraph network;
    private final TrainedShare share;

    Statements(ModelSettings settings, RunLedger ledger, NetworkGraph network, TrainedShare share) {
        this.settings = settings;
        this.spending = ledger.spending();
        this.history = ledger.history();
        this.network = network;
        this.share = share;
    }

    PrivacyStatement at(double delta) {
        if (isAsGiven()) {
            PrivacyStatement given = asGiven();
            return delta >= given.delta() || Double.isInfinite(given.epsilon()) ? given : unknown(given, delta);
        }
        return ofTraining(delta);
    }

    /**
     * The statement for a file: weights that were not trained further keep the statement that they came with, at its own
     * delta.
     */
    PrivacyStatement toSave(double delta) {
        return isAsGiven() ? asGiven() : ofTraining(delta);
    }

    /** The trainings that a file must list besides {@link #toSave}. */
    EarlierTraining besideSaved() {
        return isAsGiven() ? history.earlier().beforeLast() : history.earlier();
    }

    /** All trainings of the present weights. */
    EarlierTraining all(double delta) {
        return besideSaved().then(toSave(delta));
    }

    private boolean isAsGiven() {
        return spending.steps() == 0 && !history.earlier().isEmpty();
    }

    private PrivacyStatement asGiven() {
        return history.earlier().beforeLast().quotedBy(history.earlier().last().orElseThrow());
    }

    /** A bound at a larger delta implies none at a smaller one. */
    private static PrivacyStatement unknown(PrivacyStatement given, double delta) {
        return new PrivacyStatement(
                        Double.POSITIVE_INFINITY,
                        delta,
                        given.adjacency(),
                        given.accountant(),
                        given.sampler(),
                        given.mechanism(),
                        given.steps(),
                        given.libraryVersion(),
                        List.of("The weights were not trained further here, and already had epsilon = "
                                + given.displayedEpsilon()
                                + " at delta = " + given.delta() + ". What they reveal at the smaller delta = " + delta
                                + " is unknown: ask for delta = " + given.delta() + "."),
                        given.seeded(),
                        OptionalDouble.empty(),
                        given.unit(),
                        Optional.empty())
                .withNotes(given.notes());
    }

    private PrivacyStatement ofTraining(double delta) {
        String sampler =
                history.samplers().isEmpty() ? "none: not trained" : String.join("; then ", history.samplers());
        String mechanism = settings.plan().describeMechanism();
        Optional<LedgerRecord.Planned> dearer = plannedIfDearer(delta);
        PrivacyAccountant charged = dearer.map(this::planned).orElseGet(spending::accountant);
        PrivacyStatement own = PrivacyStatement.of(charged, delta, sampler, mechanism, spending.steps())
                .withSeeded(settings.random().isSeeded())
                .withUnit(settings.plan().unit())
                .withNotes(dearer.map(LedgerRecord.Planned::note).stream().toList())
                .withNotes(notes(delta));
        PrivacyStatement statement = withNoteOnAllDeltas(history.earlier().quotedBy(own));
        if (spending.steps() == 0) {
            return statement;
        }
        return settings.plan()
                .chargesIfPoissonSampled(
                        dearer.map(LedgerRecord.Planned::steps).orElseGet(spending::steps), history.largestDataset())
                .filter(Spending.newAccountant(settings)::supports)
                .map(event -> statement.withEpsilonIfPoissonSampled(epsilon(event, delta)))
                .orElse(statement);
    }

    /** The plan of a run that results could end, if it costs more than the steps that ran. */
    private Optional<LedgerRecord.Planned> plannedIfDearer(double delta) {
        return spending.plans()
                .planned()
                .filter(plan -> spending.steps() > 0
                        && !plan.event().equals(spending.accountant().ledger()))
                .filter(plan ->
                        planned(plan).epsilon(delta) > spending.accountant().epsilon(delta));
    }

    private PrivacyAccountant planned(LedgerRecord.Planned plan) {
        PrivacyAccountant whole = Spending.newAccountant(settings);
        whole.compose(plan.event());
        return whole;
    }

    /** Each training's delta may be small enough, but not the sum that the headline has. */
    private PrivacyStatement withNoteOnAllDeltas(PrivacyStatement quoting) {
        long size = history.largestDataset();
        return quoting.displayedDelta() * size >= 1 && quoting.delta() * size < 1
                ? quoting.withNotes(
                        List.of(notBelow("The delta of all trainings together, " + quoting.displayedDelta() + ",")
                                + ". Choose a smaller delta for each training."))
                : quoting;
    }

    private String notBelow(String delta) {
        return delta + " is not below 1 / number of " + (settings.plan().drawsPeople() ? "people" : "examples") + " ("
                + history.largestDataset() + ")";
    }

    private double epsilon(DpEvent event, double delta) {
        PrivacyAccountant fresh = Spending.newAccountant(settings);
        fresh.compose(event);
        return fresh.epsilon(delta);
    }

    private List<String> notes(double delta) {
        List<String> notes = new ArrayList<>();
        if (history.hasSeveralDatasets()) {
            notes.add("The model was trained on several datasets. All their steps are charged together: the statement"
                    + " holds for "
                    + (settings.plan().unit().recordsPerPerson().isEmpty()
                            ? "an example of any of them, and for a person with one example in each."
                            : "a person who has records in any of them, or in all."));
        }
        boolean people = settings.plan().drawsPeople();
        if (delta * history.largestDataset() >= 1) {
            notes.add(notBelow("delta") + ": publishing "
                    + (people ? "all records of one person" : "one example")
                    + " chosen at random would satisfy it. Choose a smaller delta.");
        }
        if (history.earlier().isEmpty() && startedFromGivenWeights()) {
            notes.add("Training started from given weights. What they reveal about the data they were computed from "
                    + "is not included.");
        }
        if (spending.steps() > 0) {
            share.note().ifPresent(notes::add);
        }
        boolean oneRun = spending.accountant().search().isEmpty();
        if (people && oneRun && spending.steps() > 0 && !history.hasSeveralDatasets()) {
            otherWay(delta).ifPresent(notes::add);
        }
        notes.addAll(history.caveats());
        return notes;
    }

    /**
     * What the people would have been charged as groups, computed from public numbers: how many records they really have
     * is private.
     */
    private Optional<String> otherWay(double delta) {
        return settings.plan().privacy().flatMap(plan -> new PlannedRun(
                        plan, history.largestDataset(), spending.steps())
                .comparisonOfFullPeople(delta));
    }

    private boolean startedFromGivenWeights() {
        Set<String> drawn = settings.network().initializers().keySet();
        return !drawn.containsAll(network.parameters()) || share.hasGivenWeights();
    }
}
