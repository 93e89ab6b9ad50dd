package org.dpmodel.accountant;

import java.util.OptionalInt;
import org.dpmodel.accountant.validation.Checks;

/**
 * Whose presence or content a guarantee protects: one training example, or one person with all of their kept records. An
 * {@link Adjacency} says what happens to the unit, and this class says what the unit is.
 *
 * @param recordsPerPerson the largest number of records that are kept of a person; empty if each example is a unit
 */
public record PrivacyUnit(OptionalInt recordsPerPerson) {
    private static final PrivacyUnit EXAMPLE = new PrivacyUnit(OptionalInt.empty());

    /** Checks the number. */
    public PrivacyUnit {
        recordsPerPerson.ifPresent(
                k -> Checks.atLeast("recordsPerPerson", k, 1, "pass the maximum number of records to keep per person"));
    }

    /**
     * Each example is a separate unit.
     *
     * @return the unit
     */
    public static PrivacyUnit example() {
        return EXAMPLE;
    }

    /**
     * A person is a unit.
     *
     * @param mostRecords the largest number of records that are kept of a person, at least 1
     * @return the unit
     */
    public static PrivacyUnit person(int mostRecords) {
        return new PrivacyUnit(OptionalInt.of(mostRecords));
    }

    /** A description, for example {@code per person, at most 3 records each}. */
    @Override
    public String toString() {
        return recordsPerPerson.isEmpty()
                ? "per example"
                : "per person, at most " + records(recordsPerPerson.getAsInt()) + " each";
    }

    static String records(int number) {
        return number + (number == 1 ? " record" : " records");
    }
}
