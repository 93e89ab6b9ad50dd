package org.dpmodel.accountant;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dpmodel.accountant.validation.Checks;

/**
 * The list of composed events, with equal neighbours merged into one entry. Mutable, not thread-safe.
 *
 * <p>Every accountant holds one; it can also stand alone, as an audit trail.
 */
public final class EventLedger {
    private final List<DpEvent> settled;
    private DpEvent last;
    private long lastCount;

    /** Creates an empty ledger. */
    public EventLedger() {
        settled = new ArrayList<>();
    }

    /**
     * Creates an independent copy.
     *
     * @param other the ledger to copy
     */
    public EventLedger(EventLedger other) {
        settled = new ArrayList<>(other.settled);
        last = other.last;
        lastCount = other.lastCount;
    }

    /**
     * Appends runs of an event.
     *
     * @param event the event
     * @param count number of runs, at least 0; 0 leaves the ledger unchanged
     */
    public void append(DpEvent event, long count) {
        Objects.requireNonNull(event, "event");
        Checks.atLeast("count", count, 0, "pass the number of times the event was run");
        if (count == 0) {
            return;
        }
        if (event.equals(last)) {
            lastCount = Math.addExact(lastCount, count);
            return;
        }
        settle(settled);
        last = event;
        lastCount = count;
    }

    /**
     * The entries so far.
     *
     * @return an immutable snapshot
     */
    public DpEvent.Composed snapshot() {
        List<DpEvent> events = new ArrayList<>(settled);
        settle(events);
        return new DpEvent.Composed(events);
    }

    private void settle(List<DpEvent> events) {
        if (last != null) {
            events.add(lastCount == 1 ? last : last.times(lastCount));
        }
    }
}
