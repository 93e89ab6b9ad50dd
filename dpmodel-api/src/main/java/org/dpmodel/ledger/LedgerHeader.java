package org.dpmodel.ledger;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.plan.SolvedNoise;

/**
 * The run that a ledger belongs to. A run may be continued only with the plan that it began with.
 *
 * @param plan a description of the privacy plan
 * @param adjacency which datasets the charges compare
 * @param seeded whether the run draws from a seed
 * @param solved the target that the noise was solved for, and the noise; empty if the noise was given
 * @param search the search that the run is part of, as {@link org.dpmodel.accountant.PrivacyAccountant#search} describes
 *     it: the charges are then those of one run, and do not give the cost of the search; empty for a run of its own
 * @param frozen a digest of the weights and constants that are not trained: they are not in the run's state, and other ones may have cost
 *     something that no statement of the run mentions; empty if there are none, and in older ledgers
 * @param folder the folder in which the run began, as identified by {@link FolderIdentity}; empty in older ledgers
 */
public record LedgerHeader(
        String plan,
        Adjacency adjacency,
        boolean seeded,
        Optional<SolvedNoise> solved,
        Optional<String> search,
        Optional<String> frozen,
        Optional<String> folder) {
    /** Checks that all parts are present. */
    public LedgerHeader {
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(adjacency, "adjacency");
        Objects.requireNonNull(solved, "solved");
        Objects.requireNonNull(search, "search");
        Objects.requireNonNull(frozen, "frozen");
        Objects.requireNonNull(folder, "folder");
    }

    /**
     * A run whose noise was given, on its own, with nothing frozen, in no folder.
     *
     * @param plan a description of the privacy plan
     * @param adjacency which datasets the charges compare
     * @param seeded whether the run draws from a seed
     * @return the header
     */
    public static LedgerHeader of(String plan, Adjacency adjacency, boolean seeded) {
        return new LedgerHeader(
                plan, adjacency, seeded, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The same for a run that begins in a folder.
     *
     * @param began the folder, as identified by {@link FolderIdentity}
     * @return a changed copy
     */
    public LedgerHeader in(String began) {
        return new LedgerHeader(plan, adjacency, seeded, solved, search, frozen, Optional.of(began));
    }
}
