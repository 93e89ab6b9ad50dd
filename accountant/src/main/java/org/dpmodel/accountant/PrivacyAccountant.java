package org.dpmodel.accountant;

import java.util.Optional;

/**
 * Adds up the cost of events and returns epsilon and delta, for one adjacency.
 *
 * <p>Contract: an answer is an upper bound on the true value for the composed ledger; if an accountant cannot give one, it
 * answers infinity (or delta 1) or throws, never less. The order of composition does not change an answer beyond rounding.
 * Accountants are mutable and not thread-safe: use one from a single thread, or {@link #copy()} it.
 */
public interface PrivacyAccountant {

    /**
     * The name that appears in statements.
     *
     * @return for example {@code RDP}
     */
    String name();

    /**
     * The search that all answers are about, if a run is one of several and only the best is released: the ledger is then
     * that of one run, and composed elsewhere it would not give the cost of the search.
     *
     * @return for example {@code best of geometric:0.2 runs}; empty if the answers are about the ledger alone
     */
    default Optional<String> search() {
        return Optional.empty();
    }

    /**
     * The adjacency that all answers are about.
     *
     * @return the adjacency
     */
    Adjacency adjacency();

    /**
     * Whether {@link #compose(DpEvent)} would accept the event.
     *
     * @param event the event
     * @return true if the event can be charged
     */
    boolean supports(DpEvent event);

    /**
     * Adds an event to the ledger.
     *
     * @param event the event
     * @throws UnsupportedEventException if the event cannot be charged; the ledger is then unchanged
     */
    default void compose(DpEvent event) {
        compose(event, 1);
    }

    /**
     * Adds several runs of an event to the ledger.
     *
     * @param event the event
     * @param count number of runs, at least 0
     * @throws UnsupportedEventException if the event cannot be charged; the ledger is then unchanged
     */
    void compose(DpEvent event, long count);

    /**
     * The smallest epsilon that this accountant can prove, with its caveats.
     *
     * <p>Delta 0 gives infinity as soon as anything was released with Gaussian noise; delta 1 gives 0.
     *
     * @param delta the delta at which epsilon is computed, in [0, 1]
     * @return the guarantee
     */
    PrivacyGuarantee guarantee(double delta);

    /**
     * The smallest epsilon that this accountant can prove.
     *
     * @param delta the delta at which epsilon is computed, in [0, 1]
     * @return epsilon, at least 0, possibly infinite
     */
    default double epsilon(double delta) {
        return guarantee(delta).epsilon();
    }

    /**
     * The smallest delta that this accountant can prove.
     *
     * @param epsilon privacy loss, at least 0
     * @return delta in [0, 1]
     */
    double delta(double epsilon);

    /**
     * Everything that was composed, in order, with equal neighbours merged. Composing it into a new accountant of the
     * same kind restores the state.
     *
     * @return the ledger, an immutable value
     */
    DpEvent.Composed ledger();

    /**
     * An independent accountant with the same ledger; cheap.
     *
     * @return the copy
     */
    PrivacyAccountant copy();
}
