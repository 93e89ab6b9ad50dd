package org.dpmodel.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.dpmodel.data.ViewNames;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.plan.PersonProtection;

/** The totals of a ledger. Immutable. */
final class RunAccount {
    private static final int CURVE_POINTS = 16;

    /** The end of the description of a plan with a public size. */
    private static final Pattern PUBLIC_SIZE = Pattern.compile("; public size \\d+$");

    private final LedgerContent ledger;
    private final Optional<PersonProtection> people;

    /**
     * Determines whom the ledger's plan protects.
     *
     * @throws IllegalArgumentException if it protects people in a way that is unknown to this version
     */
    RunAccount(LedgerContent ledger) {
        this.ledger = ledger;
        this.people = protection(ledger.header(), ledger.records());
    }

    static Optional<PersonProtection> protection(LedgerHeader header, List<LedgerRecord> records) {
        Optional<PersonProtection> stated = PersonProtection.statedIn(header.plan());
        if (stated.isEmpty()
                && records.stream()
                        .anyMatch(record -> record instanceof LedgerRecord.Run run
                                && run.people().isPresent())) {
            throw new IllegalArgumentException("the ledger names people, but its plan, \"" + header.plan()
                    + "\", does not say how they are protected, so the cost for a person is unknown: report it with "
                    + "the version that wrote it");
        }
        return stated;
    }

    /** What the ledger counts: people where people are drawn. */
    String counted() {
        return people.filter(PersonProtection::drawsPeople).isPresent() ? "people" : "examples";
    }

    /** Whether probability and steps followed from a public number, so that the ledger does not know how large the dataset is. */
    boolean hasPublicSize() {
        return PUBLIC_SIZE.matcher(ledger.header().plan()).find();
    }

    /** Whom the ledger's plan protects. */
    PrivacyUnit unit() {
        return people.map(PersonProtection::unit).orElse(PrivacyUnit.example());
    }

    /** Empty accountants that answer for the ledger's unit. */
    private List<PrivacyAccountant> accountants() {
        return accountants(ledger.header().adjacency()).stream()
                .map(single ->
                        people.map(protection -> protection.accountant(single)).orElse(single))
                .toList();
    }

    /** Empty accountants of every kind for one example, the tightest first. */
    static List<PrivacyAccountant> accountants(Adjacency adjacency) {
        return List.of(new PldAccountant(adjacency), new RdpAccountant(adjacency), new ZcdpAccountant(adjacency));
    }

    /** Each accountant that supports everything in the ledger, charged with all of it. */
    List<PrivacyAccountant> totals(double delta) {
        List<PrivacyAccountant> totals = new ArrayList<>();
        for (PrivacyAccountant accountant : accountants()) {
            total(accountant, delta).ifPresent(totals::add);
        }
        return totals;
    }

    /** The accountant of a name if it supports everything in the ledger, or else the tightest that does. */
    PrivacyAccountant accountant(String name, double delta) {
        List<PrivacyAccountant> kinds = new ArrayList<>(accountants());
        // a stable sort, so the others keep their order
        kinds.sort(Comparator.comparing(kind -> !kind.name().equals(name)));
        return kinds.stream()
                .flatMap(kind -> total(kind, delta).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no accountant supports all events of the ledger: report it with the version that wrote it"));
    }

    /** The cost of all steps, or of those that were planned if results could end the run and they cost more. */
    private Optional<PrivacyAccountant> total(PrivacyAccountant empty, double delta) {
        return charged(empty, ledger.steps())
                .map(ran -> ofDearerPlan(ran, delta).orElse(ran));
    }

    private Optional<PrivacyAccountant> ofDearerPlan(PrivacyAccountant ran, double delta) {
        return planned()
                .filter(plan -> ledger.steps() > 0 && !plan.event().equals(ran.ledger()))
                .map(plan -> composed(ran.name(), plan))
                .filter(whole -> whole.epsilon(delta) > ran.epsilon(delta));
    }

    /** What must be said of a total that is not that of the steps which ran. */
    private List<String> noteOnPlan(PrivacyAccountant total, double delta) {
        return planned()
                .filter(plan -> charged(kind(total.name()), ledger.steps())
                        .flatMap(ran -> ofDearerPlan(ran, delta))
                        .isPresent())
                .map(LedgerRecord.Planned::note)
                .stream()
                .toList();
    }

    private PrivacyAccountant kind(String name) {
        return accountants().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The last plan of a run that results could end. */
    private Optional<LedgerRecord.Planned> planned() {
        return plannedBefore(Long.MAX_VALUE);
    }

    /** The last plan that was made before a step: from then on, statements had its cost. */
    private Optional<LedgerRecord.Planned> plannedBefore(long step) {
        long taken = 0;
        Optional<LedgerRecord.Planned> last = Optional.empty();
        for (LedgerRecord record : ledger.records()) {
            if (record instanceof LedgerRecord.Planned plan) {
                last = Optional.of(plan);
            } else if (record instanceof LedgerRecord.Step && ++taken == step) {
                break;
            }
        }
        return last;
    }

    /** The cost of the first steps, charged step by step as in the training. */
    private Optional<PrivacyAccountant> charged(PrivacyAccountant empty, long steps) {
        try {
            events(steps).forEach(empty::compose);
            return Optional.of(empty);
        } catch (UnsupportedEventException e) {
            return Optional.empty();
        }
    }

    /** The charges of the first steps. */
    private List<DpEvent> events(long steps) {
        return ledger.records().stream()
                .filter(LedgerRecord.Step.class::isInstance)
                .map(LedgerRecord.Step.class::cast)
                .limit(steps)
                .flatMap(step -> step.event().stream())
                .toList();
    }

    /** Epsilon over the steps, with earlier trainings of the weights, if it was not recorded, by an accountant of the same kind as this one. */
    List<LineChart.Point> curve(String accountant, double delta) {
        TreeSet<Long> steps = new TreeSet<>();
        for (int i = 1; i <= CURVE_POINTS; i++) {
            steps.add(ledger.steps() * i / CURVE_POINTS);
        }
        Map<LedgerRecord.Planned, Double> ofPlans = new HashMap<>();
        List<LineChart.Point> points = new ArrayList<>();
        for (long step : steps.tailSet(1L)) {
            double planned = plannedBefore(step)
                    .map(plan -> ofPlans.computeIfAbsent(
                            plan, one -> composed(accountant, one).epsilon(delta)))
                    .orElse(0.0);
            charged(kind(accountant), step)
                    .map(charged -> Math.max(charged.epsilon(delta), planned))
                    .ifPresent(epsilon -> points.add(new LineChart.Point(step, withEarlier(epsilon, delta))));
        }
        return points;
    }

    private PrivacyAccountant composed(String accountant, LedgerRecord.Planned plan) {
        PrivacyAccountant whole = kind(accountant);
        whole.compose(plan.event());
        return whole;
    }

    /** The statement about everything in the ledger. */
    PrivacyStatement statement(PrivacyAccountant total, double delta) {
        List<String> samplers =
                runs().stream().map(LedgerRecord.Run::sampler).distinct().toList();
        PrivacyStatement own = PrivacyStatement.of(
                        total,
                        delta,
                        samplers.isEmpty() ? "none: not trained" : String.join("; then ", samplers),
                        ledger.header().plan(),
                        ledger.steps())
                .withSeeded(ledger.header().seeded())
                .withUnit(unit())
                .withNotes(noteOnPlan(total, delta))
                .withNotes(ledgerNotes());
        return new EarlierTraining(earlier()).quotedBy(own);
    }

    /**
     * What all trainings of the weights had cost when this ledger alone had cost an epsilon, as a statement leads with it.
     */
    double withEarlier(double epsilon, double delta) {
        PrivacyStatement own = new PrivacyStatement(
                epsilon,
                delta,
                ledger.header().adjacency(),
                "",
                "",
                ledger.header().plan(),
                ledger.steps(),
                "",
                ledgerNotes(),
                ledger.header().seeded(),
                OptionalDouble.empty(),
                unit(),
                Optional.empty());
        return new EarlierTraining(earlier()).quotedBy(own).leadingEpsilon();
    }

    List<LedgerRecord.Run> runs() {
        return ledger.records().stream()
                .filter(LedgerRecord.Run.class::isInstance)
                .map(LedgerRecord.Run.class::cast)
                .toList();
    }

    /**
     * The name of a run's data. Where people are protected, earlier versions wrote numbers of records into it, which are not
     * shown.
     */
    Optional<String> datasetName(LedgerRecord.Run run) {
        return run.dataset().map(name -> people.isPresent() ? ViewNames.withoutCounts(name) : name);
    }

    /** The earlier cost of the weights, before this ledger began. */
    List<PrivacyStatement> earlier() {
        return ledger.records().stream()
                .filter(LedgerRecord.Earlier.class::isInstance)
                .map(record -> ((LedgerRecord.Earlier) record).statement())
                .toList();
    }

    /**
     * The earlier cost of the weights for people in this ledger's data; empty if the user declares that these are other
     * people.
     */
    List<PrivacyStatement> earlierOfThesePeople() {
        return ledgerNotes().contains(EarlierTraining.OTHER_PEOPLE) ? List.of() : earlier();
    }

    /** Whether the weights have cost people in this ledger's data something before it began. */
    boolean hasEarlierOfThesePeople() {
        return !earlierOfThesePeople().isEmpty();
    }

    /** What steps were computed in a way that statements have to mention. */
    List<String> ledgerNotes() {
        return ledger.records().stream()
                .filter(LedgerRecord.Remark.class::isInstance)
                .map(record -> ((LedgerRecord.Remark) record).text())
                .distinct()
                .toList();
    }
}
