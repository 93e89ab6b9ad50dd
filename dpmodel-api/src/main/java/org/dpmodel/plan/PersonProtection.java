package org.dpmodel.plan;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.PrivacyUnit;
import org.dpmodel.accountant.calibration.GroupAccountant;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.TruncatedPoissonSampling;
import org.dpmodel.validation.Require;

/**
 * The protection of people who have several records. At most a given number of records is kept for each person, the first
 * ones in dataset order.
 *
 * @param recordsPerPerson the largest number of records that are kept of a person, at least 1
 * @param way what is drawn, clipped and charged
 */
public record PersonProtection(int recordsPerPerson, Way way) {
    /** What {@link #toString} says. */
    private static final Map<Way, Pattern> WORDS = Map.of(
            Way.PEOPLE_DRAWN, Pattern.compile("people drawn, at most (\\d{1,9}) records? of each clipped as one"),
            Way.CHARGED_AS_GROUP,
                    Pattern.compile(
                            "records drawn one by one, at most (\\d{1,9}) records? of a person, charged as a group"));

    /** Two ways to give the same guarantee. */
    public enum Way {
        /**
         * People are drawn, and all kept records of a drawn person are clipped as one unit: the mean of their gradients.
         * The sum moves by at most the clipping norm when a person is added or removed, and a step is charged as if
         * people were examples. Only with Poisson sampling.
         */
        PEOPLE_DRAWN,
        /**
         * Records are drawn and clipped separately, and a person is charged as a group of {@code recordsPerPerson}
         * records. With every sampling scheme except truncated Poisson.
         */
        CHARGED_AS_GROUP
    }

    /** Checks the number. */
    public PersonProtection {
        Require.atLeast(
                "recordsPerPerson", recordsPerPerson, 1, "pass the maximum number of records to keep per person");
        Objects.requireNonNull(way, "way");
    }

    /**
     * The cheaper way that a scheme allows. Where people can be drawn, drawing them is never the more expensive way (ADR
     * 10).
     *
     * @param recordsPerPerson the largest number of records that are kept of a person, at least 1
     * @param sampling the scheme
     * @return the protection
     */
    public static PersonProtection cheapest(int recordsPerPerson, SamplingScheme sampling) {
        return new PersonProtection(
                recordsPerPerson, sampling instanceof PoissonSampling ? Way.PEOPLE_DRAWN : Way.CHARGED_AS_GROUP);
    }

    /**
     * Whether people are drawn instead of records.
     *
     * @return whether a unit is a person
     */
    public boolean drawsPeople() {
        return way == Way.PEOPLE_DRAWN;
    }

    /**
     * Who is protected.
     *
     * @return a person with the given number of records
     */
    public PrivacyUnit unit() {
        return PrivacyUnit.person(recordsPerPerson);
    }

    /**
     * How people are protected by a plan that is given by its description, as in a ledger.
     *
     * @param plan the description, {@link TrainingPlan#describe}
     * @return the protection; empty if the description has none
     */
    public static Optional<PersonProtection> statedIn(String plan) {
        for (Way way : Way.values()) {
            Matcher records = WORDS.get(way).matcher(plan);
            if (records.find()) {
                return Optional.of(new PersonProtection(Integer.parseInt(records.group(1)), way));
            }
        }
        return Optional.empty();
    }

    /** The same guarantee, given in the other way. */
    PersonProtection otherWay() {
        return new PersonProtection(recordsPerPerson, drawsPeople() ? Way.CHARGED_AS_GROUP : Way.PEOPLE_DRAWN);
    }

    /**
     * An accountant that is charged for what is drawn and computes the cost for a person.
     *
     * @param single an empty accountant, which computes the cost for what is drawn
     * @return the same accountant where people are drawn, otherwise one for groups
     */
    public PrivacyAccountant accountant(PrivacyAccountant single) {
        return drawsPeople() ? single : new GroupAccountant(single, recordsPerPerson);
    }

    void check(SamplingScheme sampling, int microbatchSize) {
        if (drawsPeople() && !(sampling instanceof PoissonSampling)) {
            throw Require.broken(
                    "sampling",
                    "must be poisson where people are drawn",
                    sampling.name(),
                    "leave it out, or charge people as groups: recordsPerPerson(" + recordsPerPerson
                            + ", CHARGED_AS_GROUP)");
        }
        if (drawsPeople() && microbatchSize != 1) {
            throw Require.broken(
                    "microbatchSize",
                    "must be 1 where people are drawn, since a person's records are clipped as one",
                    microbatchSize,
                    "leave it out");
        }
        if (!drawsPeople() && recordsPerPerson > 1 && sampling instanceof TruncatedPoissonSampling) {
            throw Require.broken(
                    "sampling",
                    "must not be truncated where people are charged as groups: the bound counts other examples in "
                            + "the batch, and the later records of a group have more of them",
                    sampling.name(),
                    "use Poisson sampling without a maximum batch size");
        }
    }

    /** A description for statements and ledgers. */
    @Override
    public String toString() {
        String records = recordsPerPerson + (recordsPerPerson == 1 ? " record" : " records");
        return drawsPeople()
                ? "people drawn, at most " + records + " of each clipped as one"
                : "records drawn one by one, at most " + records + " of a person, charged as a group";
    }
}
