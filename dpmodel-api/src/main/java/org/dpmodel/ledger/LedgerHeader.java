package org.dpmodel.ledger;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.accountant.Adjacency;

/**
 * What a ledger is kept for. A run may be continued only with the plan that it began with.
 *
 * @param plan the privacy plan in words
 * @param adjacency which datasets the charges compare
 * @param seeded whether the run draws from a seed
 * @param folder which folder the run began in, as {@link FolderIdentity} tells it; nothing in ledgers of before that
 */
public record LedgerHeader(String plan, Adjacency adjacency, boolean seeded, Optional<String> folder) {
    /** Checks that all parts are present. */
    public LedgerHeader {
        Objects.requireNonNull(plan, "plan");
        Objects.requireNonNull(adjacency, "adjacency");
        Objects.requireNonNull(folder, "folder");
    }
}
