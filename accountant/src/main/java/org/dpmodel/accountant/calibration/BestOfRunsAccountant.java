package org.dpmodel.accountant.calibration;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.UnsupportedEventException;

/**
 * An accountant of a whole search: the events of one run are composed into it, and its answers are about releasing the
 * best of a random number of such runs. A model that is trained as one of several candidates therefore states the cost
 * of the search, never of its own run alone.
 *
 * <p>A run without events costs nothing if its score costs nothing. The {@link #ledger} is that of one run: composed
 * again, or added to other releases, it would not give the cost of the search. Mutable, like the accountants that it
 * uses.
 */
public final class BestOfRunsAccountant implements PrivacyAccountant {
    private static final String BEST_OF = "best of ";

    private final PrivacyAccountant empty;
    private final PrivacyAccountant single;
    private final RunCount count;
    private final DpEvent score;
    private Optional<PrivacyAccountant> answer = Optional.empty();

    /**
     * An accountant for the best of several runs, whose scores come from public data.
     *
     * @param empty an accountant without events, which is not changed
     * @param count the number of runs
     */
    public BestOfRunsAccountant(PrivacyAccountant empty, RunCount count) {
        this(empty, count, DpEvent.nothing());
    }

    /**
     * An accountant for the best of several runs, whose scores are computed from private data with noise.
     *
     * @param empty an accountant without events, which is not changed
     * @param count the number of runs
     * @param score the cost of the score of one run, in addition to the composed events
     */
    public BestOfRunsAccountant(PrivacyAccountant empty, RunCount count, DpEvent score) {
        this(empty, empty.copy(), count, score);
        if (!empty.ledger().events().isEmpty()) {
            throw new IllegalArgumentException("the accountant must be empty, found " + empty.ledger()
                    + ": pass a new one, and compose the events of a run afterwards");
        }
    }

    private BestOfRunsAccountant(PrivacyAccountant empty, PrivacyAccountant single, RunCount count, DpEvent score) {
        this.empty = Objects.requireNonNull(empty, "empty");
        this.single = single;
        this.count = Objects.requireNonNull(count, "count");
        this.score = Objects.requireNonNull(score, "score");
    }

    /**
     * Whether an accountant of this name, possibly one for groups, computed the cost of a search. Of an accountant itself,
     * ask {@link PrivacyAccountant#search}.
     *
     * @param name the accountant's name, as statements quote it
     * @return true for the best of several runs
     */
    public static boolean isNamed(String name) {
        return name.contains(", " + BEST_OF);
    }

    @Override
    public String name() {
        return single.name() + ", " + bestOf();
    }

    private String bestOf() {
        return BEST_OF + count.text() + " runs";
    }

    /** The number of runs, and what a score costs, if it costs something. */
    @Override
    public Optional<String> search() {
        String scored = score.equals(DpEvent.nothing()) ? "" : ", each scored at the cost of " + score;
        return Optional.of(bestOf() + scored);
    }

    @Override
    public Adjacency adjacency() {
        return single.adjacency();
    }

    @Override
    public boolean supports(DpEvent event) {
        return single.supports(event) && empty.supports(count.bestOf(event));
    }

    @Override
    public void compose(DpEvent event, long runs) {
        if (!empty.supports(count.bestOf(event))) {
            throw new UnsupportedEventException(
                    name(), event, "it cannot charge the best of several such runs: use the RDP accountant");
        }
        single.compose(event, runs);
        answer = Optional.empty();
    }

    @Override
    public PrivacyGuarantee guarantee(double delta) {
        return choice().guarantee(delta);
    }

    @Override
    public double delta(double epsilon) {
        return choice().delta(epsilon);
    }

    private PrivacyAccountant choice() {
        if (answer.isEmpty()) {
            PrivacyAccountant whole = empty.copy();
            DpEvent.Composed run = single.ledger();
            if (!run.events().isEmpty() || !score.equals(DpEvent.nothing())) {
                whole.compose(count.bestOf(new DpEvent.Composed(List.of(run, score))));
            }
            answer = Optional.of(whole);
        }
        return answer.get();
    }

    @Override
    public DpEvent.Composed ledger() {
        return single.ledger();
    }

    @Override
    public PrivacyAccountant copy() {
        return new BestOfRunsAccountant(empty, single.copy(), count, score);
    }
}
