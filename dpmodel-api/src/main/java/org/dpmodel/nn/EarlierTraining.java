package org.dpmodel.nn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.StrictJson;
import org.dpmodel.accountant.TotalCost;
import org.dpmodel.graph.GraphException;

/**
 * Earlier trainings of a network's weights: a privacy statement for each, which says what that training alone has cost.
 * They travel with the weights, in memory and in the metadata of files, so that the statement of a later training
 * cannot be mistaken for the total: it quotes them, and leads with the sum where they add up. Immutable.
 *
 * @param statements a statement for each training, the oldest first
 */
public record EarlierTraining(List<PrivacyStatement> statements) {
    /** Metadata key: the statements of earlier trainings as a JSON array; absent if there was none. */
    public static final String METADATA = "org.dpmodel.earlier_privacy_statements";

    /** Metadata key: the privacy statement of the last training as JSON. */
    public static final String STATEMENT = "org.dpmodel.privacy_statement";

    /**
     * The note of a training whose user declares that nobody in its data was in that of earlier trainings of the weights: their costs
     * then do not add up for anyone.
     */
    public static final String OTHER_PEOPLE =
            "The user declares that nobody in the data of this training was in the data of an earlier "
                    + "training of these weights: the epsilon of this training is about the people in its data, and what the "
                    + "earlier ones cost is about those in theirs.";

    /** Weights that this library has not trained. */
    public static final EarlierTraining NONE = new EarlierTraining(List.of());

    /** Copies the list. */
    public EarlierTraining {
        statements = List.copyOf(statements);
    }

    /**
     * Whether there was no training.
     *
     * @return true if there is nothing to quote
     */
    public boolean isEmpty() {
        return statements.isEmpty();
    }

    /**
     * The last training.
     *
     * @return its statement, if there was one
     */
    public Optional<PrivacyStatement> last() {
        return isEmpty() ? Optional.empty() : Optional.of(statements.get(statements.size() - 1));
    }

    /**
     * The trainings before the last one.
     *
     * @return all trainings but the last; empty if there was none
     */
    public EarlierTraining beforeLast() {
        return new EarlierTraining(statements.subList(0, Math.max(0, statements.size() - 1)));
    }

    /**
     * The union of these trainings and others. A training in both counts once; two trainings with equal statements, which
     * come from the same plan, count twice if one side has both of them.
     *
     * @param others later ones, or those of other weights that went into the same model
     * @return all of them
     */
    public EarlierTraining and(EarlierTraining others) {
        List<PrivacyStatement> all = new ArrayList<>(statements);
        all.addAll(others.missingIn(statements));
        return new EarlierTraining(all);
    }

    /**
     * The trainings that are missing from others, each as often as it is missing.
     *
     * @param known statements of trainings
     * @return the missing statements, in order
     */
    public List<PrivacyStatement> missingIn(List<PrivacyStatement> known) {
        List<PrivacyStatement> left = new ArrayList<>(known);
        List<PrivacyStatement> missing = new ArrayList<>(statements);
        missing.removeIf(left::remove);
        return List.copyOf(missing);
    }

    /**
     * These trainings and a later one.
     *
     * @param statement what the later one has cost; notes that quote these trainings are left out, and so is the total
     * @return all of them; these alone if nothing was trained
     */
    public EarlierTraining then(PrivacyStatement statement) {
        if (statement.steps() == 0 && statement.epsilon() == 0) {
            return this;
        }
        List<String> own = new ArrayList<>(statement.notes());
        for (Place place : Place.values()) {
            own.removeAll(notes(one -> place));
        }
        own.removeAll(noteOfEarlierTotal());
        List<PrivacyStatement> all = new ArrayList<>(statements);
        all.add(statement.withoutNotes().withNotes(own).alone());
        return new EarlierTraining(all);
    }

    /**
     * The statement of a later training, with these quoted in its notes, one for each. The costs of those of its adjacency and unit are
     * added up to its total, unless it has the note {@link #OTHER_PEOPLE}, which quotes the total of the earlier ones.
     *
     * @param later what the later training alone has cost
     * @return the statement for anyone whose data may be in all of them
     */
    public PrivacyStatement quotedBy(PrivacyStatement later) {
        if (later.notes().contains(OTHER_PEOPLE)) {
            return later.withNotes(notes(one -> Place.OF_OTHERS)).withNotes(noteOfEarlierTotal());
        }
        PrivacyStatement quoting =
                later.withNotes(notes(one -> isComparable(one, later) ? Place.IN_TOTAL : Place.BESIDE));
        List<PrivacyStatement> added =
                statements.stream().filter(one -> isComparable(one, later)).toList();
        return added.isEmpty() ? quoting : quoting.withTotal(Optional.of(total(added, later)));
    }

    /** Whether both epsilons bound the same kind of change. */
    private static boolean isComparable(PrivacyStatement one, PrivacyStatement other) {
        return one.adjacency() == other.adjacency() && one.unit().equals(other.unit());
    }

    private static TotalCost total(List<PrivacyStatement> earlier, PrivacyStatement later) {
        TotalCost total = TotalCost.of(earlier.get(0), later);
        for (PrivacyStatement statement : earlier.subList(1, earlier.size())) {
            total = total.and(statement);
        }
        return total;
    }

    /** Somebody who was in several of these trainings has their sum, which no later statement about others leads with. */
    private List<String> noteOfEarlierTotal() {
        return last()
                .map(beforeLast()::quotedBy)
                .filter(statement -> statement.total().isPresent())
                .map(statement -> "The earlier trainings together: "
                        + statement.withoutNotes().toText().lines().findFirst().orElseThrow())
                .stream()
                .toList();
    }

    /** Where the cost of an earlier training is found. */
    private enum Place {
        IN_TOTAL("included in the first epsilon above"),
        BESIDE("NOT included in the epsilon above, since it is about another adjacency or unit"),
        OF_OTHERS("NOT included in the epsilon above, since it is about other people");

        private final String words;

        Place(String words) {
            this.words = words;
        }
    }

    private List<String> notes(Function<PrivacyStatement, Place> place) {
        List<String> notes = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            PrivacyStatement statement = statements.get(i);
            notes.add("Earlier training " + (i + 1) + " of " + statements.size() + ", "
                    + place.apply(statement).words
                    + ": the weights had already cost " + cost(statement) + ". Its statement: "
                    + statement.toText().replace("\n", " / "));
        }
        return notes;
    }

    private static String cost(PrivacyStatement statement) {
        return Double.isInfinite(statement.epsilon())
                ? "everything (epsilon = infinity)"
                : "epsilon " + new BigDecimal(statement.epsilon()).setScale(2, RoundingMode.CEILING);
    }

    /**
     * The trainings listed in the metadata of a saved model, including the last one.
     *
     * @param metadata the metadata of an ONNX file
     * @return the trainings; none if the file is of other origin
     * @throws GraphException if a statement is damaged
     */
    public static EarlierTraining of(Map<String, String> metadata) {
        try {
            EarlierTraining earlier = NONE;
            if (metadata.containsKey(METADATA)) {
                JsonNode array = StrictJson.read(metadata.get(METADATA));
                if (!array.isArray()) {
                    throw new IllegalArgumentException("earlier statements must be an array, found " + array);
                }
                List<PrivacyStatement> statements = new ArrayList<>();
                array.forEach(json -> statements.add(PrivacyStatement.fromJson(json)));
                earlier = new EarlierTraining(statements);
            }
            return metadata.containsKey(STATEMENT)
                    ? earlier.then(PrivacyStatement.fromJson(StrictJson.read(metadata.get(STATEMENT))))
                    : earlier;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new GraphException(
                    "the privacy statement in the metadata of the model is damaged (" + e.getMessage()
                            + "), so what its weights have cost is unknown: use an undamaged copy, or remove the "
                            + "metadata "
                            + STATEMENT + " and " + METADATA + " and treat the weights as not private",
                    e);
        }
    }

    /**
     * The metadata that a file needs besides its own statement.
     *
     * @return empty if there is nothing to quote
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (!isEmpty()) {
            metadata.put(METADATA, text());
        }
        return metadata;
    }

    /**
     * The statements as text, which differs between weights of different histories.
     *
     * @return a JSON array; an empty text if there was no training
     */
    public String text() {
        if (isEmpty()) {
            return "";
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        statements.forEach(statement -> array.add(statement.toJson()));
        return array.toString();
    }
}
