package org.dpmodel.accountant.internal;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.EventLedger;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.ReducedEvent;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.validation.Checks;

/**
 * Common base of the accountants: the ledger, the reduction of events, and the answers that do not need arithmetic.
 * Mutable, not thread-safe.
 */
public abstract class ReducingAccountant implements PrivacyAccountant {
    private final String name;
    private final Adjacency adjacency;
    private static final int MAX_ITERATIONS = 100;
    private static final double TRUNCATION_ACCURACY = 1e-6;
    /** With noise, delta is never 0: a delta that a double cannot represent to full precision is reported as this. */
    private static final double SMALLEST_DELTA = Double.MIN_NORMAL;

    private final EventLedger ledger;
    private DpEvent lastEvent;
    private ReducedEvent lastReduced = ReducedEvent.nothing();
    private ReducedEvent total;

    /**
     * Creates an accountant with an empty ledger.
     *
     * @param name name in statements
     * @param adjacency adjacency of all answers
     */
    protected ReducingAccountant(String name, Adjacency adjacency) {
        this.name = name;
        this.adjacency = Objects.requireNonNull(adjacency, "adjacency");
        this.ledger = new EventLedger();
        this.total = ReducedEvent.nothing();
    }

    /**
     * Creates an independent accountant with the same ledger.
     *
     * @param other the accountant to copy
     */
    protected ReducingAccountant(ReducingAccountant other) {
        this.name = other.name;
        this.adjacency = other.adjacency;
        this.ledger = new EventLedger(other.ledger);
        this.lastEvent = other.lastEvent;
        this.lastReduced = other.lastReduced;
        this.total = other.total;
    }

    /**
     * The forms that this accountant charges; an event that reduces to a different form is refused before anything
     * changes, unless its epsilon is infinite anyway.
     *
     * @return their classes
     */
    protected abstract Set<Class<? extends ReducedForm>> charges();

    /**
     * Why forms are refused.
     *
     * @param others the forms of the event that this accountant does not charge, at least one
     * @return the reason, and what to do instead
     */
    protected String refusal(Set<Class<? extends ReducedForm>> others) {
        return "it does not know the cost of "
                + others.stream().map(Class::getSimpleName).collect(Collectors.joining(", "))
                + ": use an accountant that does";
    }

    /**
     * Called after an event was added; {@link #total()} already contains it.
     *
     * @param event the event as composed
     * @param reduced one run of it, reduced
     * @param count number of runs, at least 1
     */
    protected abstract void absorb(DpEvent event, ReducedEvent reduced, long count);

    /**
     * The answer for a ledger that released something, all of it with noise.
     *
     * @param delta strictly between 0 and 1
     * @return the guarantee
     */
    protected abstract PrivacyGuarantee boundedGuarantee(double delta);

    /**
     * The answer for a ledger that released something, all of it with noise.
     *
     * @param epsilon finite and at least 0
     * @return delta in [0, 1]
     */
    protected abstract double boundedDelta(double epsilon);

    /**
     * The probability that any Poisson sample was truncated, which must be added to the other answers.
     *
     * @return at least 0; 0 if those answers already include it
     */
    protected double cutProbability() {
        return total.truncation();
    }

    /**
     * The whole ledger, reduced.
     *
     * @return the total
     */
    protected final ReducedEvent total() {
        return total;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Adjacency adjacency() {
        return adjacency;
    }

    @Override
    public final boolean supports(DpEvent event) {
        try {
            reduced(event);
            return true;
        } catch (UnsupportedEventException e) {
            return false;
        }
    }

    @Override
    public final void compose(DpEvent event, long count) {
        Checks.atLeast("count", count, 0, "pass the number of times the event was run");
        ReducedEvent reduced = event.equals(lastEvent) ? lastReduced : reduced(event);
        if (count == 0) {
            return;
        }
        ReducedEvent newTotal = total.plus(reduced.times(count));
        ledger.append(event, count);
        total = newTotal;
        lastEvent = event;
        lastReduced = reduced;
        absorb(event, reduced, count);
    }

    /** The event in forms that this accountant charges. */
    private ReducedEvent reduced(DpEvent event) {
        ReducedEvent reduced = ReducedEvent.of(event, adjacency, name);
        Set<Class<? extends ReducedForm>> others = reduced.forms();
        others.removeAll(charges());
        if (!others.isEmpty() && !reduced.nonPrivate()) {
            throw new UnsupportedEventException(name, event, refusal(others));
        }
        return reduced;
    }

    @Override
    public final PrivacyGuarantee guarantee(double delta) {
        Checks.delta(delta);
        if (total.isNothing() || delta == 1) {
            return new PrivacyGuarantee(0, delta, List.of());
        }
        if (total.isUnbounded() || delta == 0) {
            return new PrivacyGuarantee(Double.POSITIVE_INFINITY, delta, List.of());
        }
        return cutProbability() == 0 ? boundedGuarantee(delta) : truncatedGuarantee(delta);
    }

    /**
     * The smallest epsilon found with delta(untruncated) + (1 + e^epsilon) t at most delta: iterated from below, then
     * checked from above.
     */
    private PrivacyGuarantee truncatedGuarantee(double delta) {
        double epsilon = 0;
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            double left = delta - cost(epsilon);
            if (!(left > 0)) {
                break;
            }
            PrivacyGuarantee untruncated = boundedGuarantee(left);
            if (untruncated.epsilon() <= epsilon) {
                return new PrivacyGuarantee(epsilon, delta, untruncated.notes());
            }
            epsilon = untruncated.epsilon() * (1 + TRUNCATION_ACCURACY);
        }
        return new PrivacyGuarantee(
                Double.POSITIVE_INFINITY,
                delta,
                List.of("Truncated batches alone cost more than delta allows: choose a larger maximum batch size."));
    }

    private double cost(double epsilon) {
        return cutProbability() == 0 ? 0 : (1 + Math.exp(epsilon)) * cutProbability();
    }

    @Override
    public final double delta(double epsilon) {
        Checks.epsilon(epsilon);
        if (total.isNothing()) {
            return 0;
        }
        if (total.isUnbounded()) {
            return 1;
        }
        if (epsilon == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double untruncated = Math.max(SMALLEST_DELTA, boundedDelta(epsilon));
        double delta = untruncated + cost(epsilon);
        // NaN would be a bug; 1 is always true
        return delta <= 1 ? delta : 1;
    }

    @Override
    public final DpEvent.Composed ledger() {
        return ledger.snapshot();
    }
}
