package org.dpmodel.accountant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.accountant.validation.Checks;

/**
 * A privacy claim, complete enough to be signed and checked.
 *
 * @param epsilon upper bound on the cost of this training alone, at delta; infinite if it was not private
 * @param delta the delta at which epsilon holds
 * @param adjacency which data sets are compared
 * @param accountant name of the accountant
 * @param sampler description of how batches were drawn, for example {@code Poisson, sampling probability 0.004}
 * @param mechanism description of what was released, for example {@code Gaussian, noise multiplier 1.0}
 * @param steps number of noisy steps
 * @param libraryVersion version that computed epsilon
 * @param notes caveats for this run; the list is copied
 * @param seeded whether noise or sampling came from a seed, which must then stay secret
 * @param epsilonIfPoissonSampled for shuffled batches: the smaller epsilon that Poisson sampling would have given, for
 *     comparison only; empty for other samplers
 * @param unit whose presence or content is protected
 * @param total what this training and earlier ones of the same weights cost together; nothing if there were none, or none that adds up
 */
public record PrivacyStatement(
        double epsilon,
        double delta,
        Adjacency adjacency,
        String accountant,
        String sampler,
        String mechanism,
        long steps,
        String libraryVersion,
        List<String> notes,
        boolean seeded,
        OptionalDouble epsilonIfPoissonSampled,
        PrivacyUnit unit,
        Optional<TotalCost> total) {

    /**
     * Checks the components.
     *
     * @param epsilon as for the record
     * @param delta as for the record
     * @param adjacency as for the record
     * @param accountant as for the record
     * @param sampler as for the record
     * @param mechanism as for the record
     * @param steps as for the record
     * @param libraryVersion as for the record
     * @param notes as for the record
     * @param seeded as for the record
     * @param epsilonIfPoissonSampled as for the record
     * @param unit as for the record
     * @param total as for the record
     */
    public PrivacyStatement {
        Checks.epsilon(epsilon);
        Checks.delta(delta);
        Objects.requireNonNull(adjacency, "adjacency");
        Objects.requireNonNull(accountant, "accountant");
        Objects.requireNonNull(sampler, "sampler");
        Objects.requireNonNull(mechanism, "mechanism");
        Checks.atLeast("steps", steps, 0, "pass the number of noisy steps");
        Objects.requireNonNull(libraryVersion, "libraryVersion");
        notes = List.copyOf(notes);
        epsilonIfPoissonSampled.ifPresent(Checks::epsilon);
        Objects.requireNonNull(unit, "unit");
        if (total.isPresent()
                && !(total.get().epsilon() >= epsilon && total.get().delta() >= delta)) {
            throw new IllegalArgumentException("the total of a statement must be at least epsilon = " + epsilon
                    + " and delta = " + delta + " of its own training, found " + total.get()
                    + ": add up all trainings of the weights");
        }
    }

    /**
     * A statement with the answers of an accountant.
     *
     * @param accountant the accountant, with the whole run composed
     * @param delta the delta to state
     * @param sampler description of how batches were drawn
     * @param mechanism description of what was released
     * @param steps number of noisy steps
     * @return a statement of this version of the library, not seeded, with the accountant's own notes
     */
    public static PrivacyStatement of(
            PrivacyAccountant accountant, double delta, String sampler, String mechanism, long steps) {
        PrivacyGuarantee guarantee = accountant.guarantee(delta);
        return new PrivacyStatement(
                guarantee.epsilon(),
                delta,
                accountant.adjacency(),
                accountant.name(),
                sampler,
                mechanism,
                steps,
                AccountantVersion.current(),
                guarantee.notes(),
                false,
                OptionalDouble.empty(),
                PrivacyUnit.example(),
                Optional.empty());
    }

    /**
     * This statement with further notes.
     *
     * @param more the notes to append
     * @return the new statement
     */
    public PrivacyStatement withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return copy(all, seeded, epsilonIfPoissonSampled, unit, total);
    }

    /**
     * This statement without its notes.
     *
     * @return the new statement
     */
    public PrivacyStatement withoutNotes() {
        return copy(List.of(), seeded, epsilonIfPoissonSampled, unit, total);
    }

    /**
     * This statement, marked as seeded or not.
     *
     * @param isSeeded whether noise or sampling came from a seed
     * @return the new statement
     */
    public PrivacyStatement withSeeded(boolean isSeeded) {
        return copy(notes, isSeeded, epsilonIfPoissonSampled, unit, total);
    }

    /**
     * This statement for shuffled batches, with the epsilon of Poisson sampling for comparison.
     *
     * @param poissonEpsilon the amplified epsilon that does not hold for shuffled batches
     * @return the new statement
     */
    public PrivacyStatement withEpsilonIfPoissonSampled(double poissonEpsilon) {
        return copy(notes, seeded, OptionalDouble.of(poissonEpsilon), unit, total);
    }

    /**
     * This statement for another unit of privacy. The epsilon is not changed: it must already be that of the unit.
     *
     * @param protectedUnit whose presence or content the epsilon is about
     * @return the new statement
     */
    public PrivacyStatement withUnit(PrivacyUnit protectedUnit) {
        return copy(notes, seeded, epsilonIfPoissonSampled, protectedUnit, total);
    }

    /**
     * This statement, of a training of weights that earlier trainings began.
     *
     * @param sum what all of them cost together, or nothing
     * @return the new statement
     */
    public PrivacyStatement withTotal(Optional<TotalCost> sum) {
        return copy(notes, seeded, epsilonIfPoissonSampled, unit, sum);
    }

    /**
     * This statement without its total.
     *
     * @return a statement whose displayed epsilon is that of this training
     */
    public PrivacyStatement alone() {
        return withTotal(Optional.empty());
    }

    /**
     * The epsilon to show beside {@link #displayedDelta}: that of all trainings of the weights if there is a {@link #total}, of this
     * training if not; at most four decimals, rounded up.
     *
     * @return for example {@code 1.0990} or {@code infinity}
     */
    public String displayedEpsilon() {
        return StatementText.roundedUp(leadingEpsilon());
    }

    /**
     * The number that {@link #displayedEpsilon} rounds, for logs and monitors.
     *
     * @return that of the {@link #total}, or else of this training
     */
    public double leadingEpsilon() {
        return total.map(TotalCost::epsilon).orElse(epsilon);
    }

    /**
     * The delta that {@link #displayedEpsilon} holds at.
     *
     * @return that of the {@link #total}, or else of this training
     */
    public double displayedDelta() {
        return total.map(TotalCost::delta).orElse(delta);
    }

    /**
     * What a reader has to know besides the numbers: that randomness came from a seed, if it did, and the notes.
     *
     * @return sentences, in the order of the text
     */
    public List<String> caveats() {
        List<String> caveats = new ArrayList<>();
        if (seeded) {
            caveats.add(StatementText.SEEDED);
        }
        caveats.addAll(notes);
        return List.copyOf(caveats);
    }

    /**
     * The statement in plain words.
     *
     * @return several lines, the last without a line break
     */
    public String toText() {
        return StatementText.of(this);
    }

    /**
     * The statement as JSON; see {@link #fromJson} for the fields.
     *
     * @return a tree that {@link #fromJson} reads back to an equal statement
     */
    public ObjectNode toJson() {
        return StatementJson.toJson(this);
    }

    /**
     * Reads a statement. The fields are {@code epsilon} (number, or the string {@code "Infinity"}), {@code delta},
     * {@code adjacency} ({@link Adjacency#jsonName()}), {@code accountant}, {@code sampler}, {@code mechanism},
     * {@code steps}, {@code libraryVersion}, {@code notes} (array of strings), {@code seeded}, for shuffled batches
     * {@code epsilonIfPoissonSampled}, {@code unit} ({@code "example"}, also if it is missing, or {@code "person"}), of persons
     * {@code recordsPerPerson}, and after earlier trainings {@code total} ({@code epsilon}, {@code delta}, {@code trainings}). Unknown fields are ignored, so that later versions can add some.
     *
     * @param json the tree
     * @return the statement
     * @throws IllegalArgumentException if a field is missing, mistyped or out of range
     */
    public static PrivacyStatement fromJson(JsonNode json) {
        return StatementJson.fromJson(json);
    }

    private PrivacyStatement copy(
            List<String> newNotes,
            boolean newSeeded,
            OptionalDouble poissonEpsilon,
            PrivacyUnit newUnit,
            Optional<TotalCost> newTotal) {
        return new PrivacyStatement(
                epsilon,
                delta,
                adjacency,
                accountant,
                sampler,
                mechanism,
                steps,
                libraryVersion,
                newNotes,
                newSeeded,
                poissonEpsilon,
                newUnit,
                newTotal);
    }
}
