package org.dpmodel.accountant;

import java.util.List;
import org.dpmodel.accountant.validation.Checks;

/**
 * An (epsilon, delta) pair that holds, with notes on how it was computed.
 *
 * @param epsilon upper bound on the cost at delta, at least 0, possibly infinite
 * @param delta the delta at which epsilon holds, in [0, 1]
 * @param notes caveats in plain words, such as "the best RDP order is the largest of the grid"; the list is copied
 */
public record PrivacyGuarantee(double epsilon, double delta, List<String> notes) {
    /**
     * Checks the components.
     *
     * @param epsilon as for the record
     * @param delta as for the record
     * @param notes as for the record
     */
    public PrivacyGuarantee {
        Checks.epsilon(epsilon);
        Checks.delta(delta);
        notes = List.copyOf(notes);
    }
}
