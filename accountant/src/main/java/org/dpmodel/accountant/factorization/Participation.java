package org.dpmodel.accountant.factorization;

import org.dpmodel.accountant.validation.Checks;

/**
 * The steps in which one example may take part: any, as long as two of them are far enough apart. Immutable.
 *
 * @param minimumSeparation minimum distance between two steps with the same example, at least 1; 1 allows every step
 * @param mostParticipations maximum number of steps with the same example, at least 1; {@link Long#MAX_VALUE} if only the
 *     separation bounds them
 */
public record Participation(long minimumSeparation, long mostParticipations) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is below 1
     */
    public Participation {
        Checks.atLeast("minimumSeparation", minimumSeparation, 1, "pass 1 if an example may take part in every step");
        Checks.atLeast(
                "mostParticipations",
                mostParticipations,
                1,
                "pass the number of steps that an example may take part in");
    }

    /**
     * An example takes part in at most one step.
     *
     * @return the pattern
     */
    public static Participation once() {
        return new Participation(1, 1);
    }

    /**
     * Only the separation bounds the number of participations.
     *
     * @param minimumSeparation minimum distance between two steps with the same example, at least 1
     * @return the pattern
     */
    public static Participation separatedBy(long minimumSeparation) {
        return new Participation(minimumSeparation, Long.MAX_VALUE);
    }

    /**
     * How often an example can take part in a training of the given number of steps.
     *
     * @param steps number of steps, at least 1
     * @return min(most participations, ⌈steps / minimum separation⌉)
     */
    public long participations(long steps) {
        return Math.min(mostParticipations, (steps - 1) / minimumSeparation + 1);
    }
}
