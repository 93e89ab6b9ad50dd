package org.dpmodel.ledger;

import java.util.Objects;

/**
 * What a ledger says of the people whose records a run is trained on. It counts neither people nor records: what is drawn is counted
 * by {@link LedgerRecord.Run#datasetSize}, and the other number is private.
 *
 * @param digest a digest of whose record each one is, under a key that is not in the ledger: the ledger alone tells nobody who
 *     they are, but with the key, which the training state holds, whoever knows all people but one can try out that one
 */
public record RecordedPeople(String digest) {
    /** Checks that there is a digest. */
    public RecordedPeople {
        Objects.requireNonNull(digest, "digest");
    }
}
