package org.dpmodel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.ledger.LedgerRecord;

/**
 * What the runs of a ledger cost together if each takes all of its steps. Once results may have ended one of them, the steps
 * of later ones come on top of all that was planned, not on top of those that happened to run: how many there were depends on
 * the data. A budget is therefore spent by plans. Mutable, for the training thread.
 */
final class PlannedCost {
    private final ModelSettings settings;
    /** The charges of everything before the present run: what was planned, or has run if there was no plan. */
    private Map<DpEvent, Long> before = Map.of();

    private long stepsBefore;
    /** The charges of the present run. */
    private final Map<DpEvent, Long> ran = new LinkedHashMap<>();

    private long steps;
    private Optional<LedgerRecord.Planned> planned = Optional.empty();
    private boolean planOfRun;
    private PrivacyAccountant committed;

    PlannedCost(ModelSettings settings) {
        this.settings = settings;
        this.committed = Spending.newAccountant(settings);
    }

    /** A run begins: from now on, what was planned before it counts as if it had run. */
    void beginRun() {
        before = all();
        stepsBefore = Math.max(
                stepsBefore + steps, planned.map(LedgerRecord.Planned::steps).orElse(0L));
        ran.clear();
        steps = 0;
        planOfRun = false;
        committed = composed(before);
    }

    /** What was planned, and at least what has run. */
    private Map<DpEvent, Long> all() {
        return planned.map(plan -> larger(counts(plan.event()), withRun())).orElseGet(this::withRun);
    }

    /** Everything before the present run, and what has run of it. */
    private Map<DpEvent, Long> withRun() {
        Map<DpEvent, Long> sum = new LinkedHashMap<>(before);
        ran.forEach((event, count) -> add(sum, event, count));
        return sum;
    }

    /** What {@link #committed} will be when another run has begun. */
    PrivacyAccountant committedToNext() {
        return composed(all());
    }

    /** A step of the present run is charged. */
    void count(Optional<DpEvent> event) {
        event.ifPresent(charge -> {
            add(ran, charge, 1);
            committed.compose(charge);
        });
        steps++;
    }

    /** A plan was recorded for the present run. */
    void add(LedgerRecord.Planned plan) {
        planned = Optional.of(plan);
        planOfRun = true;
    }

    /** All that was planned, if results could end a run. */
    Optional<LedgerRecord.Planned> planned() {
        return planned;
    }

    /** What was planned before the present run, and what has run of it: the part of a budget that is spent. */
    PrivacyAccountant committed() {
        return committed;
    }

    /**
     * The plan with the remaining steps of the present run, at what they really cost: a run that was interrupted may pay for some
     * of its steps again. It never costs less than an earlier plan of the same run.
     *
     * @param remaining the run's remaining steps
     * @param ahead the charge of each of them; 0 is the next one
     * @return what is to be recorded; empty if it was
     */
    Optional<LedgerRecord.Planned> with(long remaining, LongFunction<Optional<DpEvent>> ahead) {
        Map<DpEvent, Long> whole = withRun();
        LongStream.range(0, remaining).mapToObj(ahead).flatMap(Optional::stream).forEach(event -> add(whole, event, 1));
        Optional<LedgerRecord.Planned> last = planned.filter(plan -> planOfRun);
        Map<DpEvent, Long> dearer =
                last.map(plan -> larger(counts(plan.event()), whole)).orElse(whole);
        long most = Math.max(
                stepsBefore + steps + remaining,
                last.map(LedgerRecord.Planned::steps).orElse(0L));
        return Optional.of(new LedgerRecord.Planned(most, composed(dearer).ledger()))
                .filter(plan -> !last.equals(Optional.of(plan)));
    }

    private PrivacyAccountant composed(Map<DpEvent, Long> counts) {
        PrivacyAccountant accountant = Spending.newAccountant(settings);
        counts.forEach(accountant::compose);
        return accountant;
    }

    /** The larger count of each event: it costs at least as much as either. */
    private static Map<DpEvent, Long> larger(Map<DpEvent, Long> one, Map<DpEvent, Long> other) {
        Map<DpEvent, Long> larger = new LinkedHashMap<>(one);
        other.forEach((event, count) -> larger.merge(event, count, Math::max));
        return larger;
    }

    private static Map<DpEvent, Long> counts(DpEvent event) {
        Map<DpEvent, Long> counts = new LinkedHashMap<>();
        count(event, 1, counts);
        return counts;
    }

    private static void count(DpEvent event, long times, Map<DpEvent, Long> into) {
        if (event instanceof DpEvent.SelfComposed repeated) {
            count(repeated.event(), Math.multiplyExact(times, repeated.count()), into);
        } else if (event instanceof DpEvent.Composed all) {
            all.events().forEach(one -> count(one, times, into));
        } else {
            add(into, event, times);
        }
    }

    private static void add(Map<DpEvent, Long> counts, DpEvent event, long times) {
        counts.merge(event, times, Math::addExact);
    }
}
