package org.dpmodel.ledger;

import java.util.Objects;

/**
 * What a ledger records about the people whose records a run is trained on. It contains neither the number of people
 * nor of records: {@link LedgerRecord.Run#datasetSize} has the number of units that can be drawn, and the other number
 * is private.
 *
 * @param digest a digest of whose record each one is, under a key that is not in the ledger: the ledger alone does not
 *     reveal who they are, but with the key, which is in the training state, anyone who knows all people but one can
 *     test guesses about that one
 */
public record RecordedPeople(String digest) {
    /** Checks that there is a digest. */
    public RecordedPeople {
        Objects.requireNonNull(digest, "digest");
    }
}
