package org.dpmodel.accountant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** JSON form of a {@link PrivacyStatement}. */
final class StatementJson {
    private static final String INFINITY = "Infinity";
    private static final List<String> UNITS = List.of("example", "person");

    private StatementJson() {}

    static ObjectNode toJson(PrivacyStatement statement) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        putNumber(json, "epsilon", statement.epsilon());
        json.put("delta", statement.delta());
        json.put("adjacency", statement.adjacency().jsonName());
        json.put("accountant", statement.accountant());
        json.put("sampler", statement.sampler());
        json.put("mechanism", statement.mechanism());
        json.put("steps", statement.steps());
        json.put("libraryVersion", statement.libraryVersion());
        ArrayNode notes = json.putArray("notes");
        statement.notes().forEach(notes::add);
        json.put("seeded", statement.seeded());
        statement.epsilonIfPoissonSampled().ifPresent(e -> putNumber(json, "epsilonIfPoissonSampled", e));
        json.put("unit", statement.unit().recordsPerPerson().isPresent() ? "person" : "example");
        statement.unit().recordsPerPerson().ifPresent(k -> json.put("recordsPerPerson", k));
        statement.total().ifPresent(total -> {
            ObjectNode sum = json.putObject("total");
            putNumber(sum, "epsilon", total.epsilon());
            sum.put("delta", total.delta());
            sum.put("trainings", total.trainings());
        });
        return json;
    }

    static PrivacyStatement fromJson(JsonNode json) {
        List<String> notes = new ArrayList<>();
        field(json, "notes", StatementJson::isArrayOfTexts, "an array of strings")
                .forEach(note -> notes.add(note.textValue()));
        return new PrivacyStatement(
                number(json, "epsilon"),
                number(json, "delta"),
                Adjacency.fromJsonName(text(json, "adjacency")),
                text(json, "accountant"),
                text(json, "sampler"),
                text(json, "mechanism"),
                field(json, "steps", v -> v.isIntegralNumber() && v.canConvertToLong(), "a 64-bit integer")
                        .longValue(),
                text(json, "libraryVersion"),
                notes,
                field(json, "seeded", JsonNode::isBoolean, "true or false").booleanValue(),
                json.has("epsilonIfPoissonSampled")
                        ? OptionalDouble.of(number(json, "epsilonIfPoissonSampled"))
                        : OptionalDouble.empty(),
                unit(json),
                json.has("total")
                        ? Optional.of(total(field(json, "total", JsonNode::isObject, "an object")))
                        : Optional.empty());
    }

    private static TotalCost total(JsonNode json) {
        return new TotalCost(
                number(json, "epsilon"),
                number(json, "delta"),
                field(json, "trainings", JsonNode::isInt, "an integer").intValue());
    }

    /** A caveat that is not a string would be lost or misread. */
    private static boolean isArrayOfTexts(JsonNode json) {
        return json.isArray() && StreamSupport.stream(json.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    /**
     * Statements from before there were units other than examples do not name a unit. An unknown unit must not be taken
     * for an example.
     */
    private static PrivacyUnit unit(JsonNode json) {
        if (!json.has("unit")) {
            return PrivacyUnit.example();
        }
        String unit = field(json, "unit", v -> v.isTextual() && UNITS.contains(v.textValue()), "one of " + UNITS)
                .textValue();
        return unit.equals("person")
                ? PrivacyUnit.person(field(json, "recordsPerPerson", JsonNode::isInt, "an integer")
                        .intValue())
                : PrivacyUnit.example();
    }

    private static void putNumber(ObjectNode json, String name, double value) {
        if (Double.isInfinite(value)) {
            json.put(name, INFINITY);
        } else {
            json.put(name, value);
        }
    }

    private static double number(JsonNode json, String name) {
        JsonNode value =
                field(json, name, v -> v.isNumber() || INFINITY.equals(v.textValue()), "a number or \"Infinity\"");
        return value.isNumber() ? value.doubleValue() : Double.POSITIVE_INFINITY;
    }

    private static String text(JsonNode json, String name) {
        return field(json, name, JsonNode::isTextual, "a string").textValue();
    }

    private static JsonNode field(JsonNode json, String name, Predicate<JsonNode> type, String expected) {
        JsonNode value = json.get(name);
        if (value == null || !type.test(value)) {
            throw new IllegalArgumentException(
                    "privacy statement field " + name + " must be " + expected + ", found " + value);
        }
        return value;
    }
}
