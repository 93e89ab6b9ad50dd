package org.dpmodel.ledger;

import java.util.Objects;
import org.dpmodel.validation.Require;

/**
 * What a ledger says of the people whose records a run is trained on.
 *
 * @param people how many there are, at least 1
 * @param records how many records are kept of them, at least as many
 * @param digest a digest of whose record each one is, under a key that is not in the ledger: the ledger alone tells nobody who
 *     they are, but with the key, which the training state holds, whoever knows all people but one can try out that one
 */
public record RecordedPeople(int people, int records, String digest) {
    /** Checks the numbers. */
    public RecordedPeople {
        Require.atLeast("people", people, 1, "pass a dataset with records");
        Require.atLeast("records", records, people, "count the records that are kept");
        Objects.requireNonNull(digest, "digest");
    }
}
