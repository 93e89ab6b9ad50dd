package org.dpmodel.tabular;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.dpmodel.accountant.StrictJson;
import org.dpmodel.validation.Require;

/** Schemas as JSON. Unknown fields are refused, since a misspelt one would change what is learned. */
final class SchemaJson {
    private static final String RANGE_CURE =
            "give a public range from what the column means (ages lie between 0 and 120) or"
                    + " from a codebook; the data's own extremes are private, and this library does not search for "
                    + "them";
    private static final String LIST_CURE =
            "list the public categories from the column's meaning or a codebook; which of them"
                    + " occur in the data is private";

    private SchemaJson() {}

    static String write(TableSchema schema) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode columns = json.putArray("columns");
        for (Column column : schema.columns()) {
            ObjectNode entry = columns.addObject().put("name", column.name());
            if (column instanceof NumberColumn number) {
                entry.put("kind", "number").put("min", number.min()).put("max", number.max());
                number.fill().ifPresent(fill -> entry.put("missing", (float) fill));
            } else if (column instanceof CategoryColumn category) {
                entry.put("kind", "category");
                category.categories().forEach(entry.withArray("categories")::add);
                if (category.missingAllowed()) {
                    entry.put("missing", true);
                }
                category.others().ifPresent(others -> entry.put("others", others));
                if (category.embedding() > 0) {
                    entry.put("embedding", category.embedding());
                }
            }
        }
        schema.target().ifPresent(target -> json.set("target", target(target)));
        schema.person().ifPresent(person -> json.put("person", person));
        schema.ignored().forEach(json.putArray("ignored")::add);
        schema.missingTexts().forEach(json.putArray("missingTexts")::add);
        return json.toString();
    }

    private static ObjectNode target(Target target) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", target.column());
        if (target instanceof NumberTarget number) {
            return json.put("kind", "number").put("min", number.min()).put("max", number.max());
        }
        ObjectNode classes = json.put("kind", "classes").putObject("classes");
        ((ClassTarget) target).texts().forEach((name, texts) -> texts.forEach(classes.putArray(name)::add));
        return json;
    }

    static TableSchema read(String text) {
        JsonNode json;
        try {
            json = StrictJson.read(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the schema must be JSON: " + e.getOriginalMessage(), e);
        }
        check("the schema", json, "columns", "target", "person", "ignored", "missingTexts");
        List<Column> columns = new ArrayList<>();
        json.path("columns").forEach(entry -> columns.add(column(entry)));
        Optional<Target> target = json.has("target") ? Optional.of(target(json.get("target"))) : Optional.empty();
        Optional<String> person =
                json.has("person") ? Optional.of(text("the schema", json, "person")) : Optional.empty();
        Set<String> missing = json.has("missingTexts")
                ? new LinkedHashSet<>(texts("missingTexts of the schema", json.get("missingTexts")))
                : TableSchema.DEFAULT_MISSING_TEXTS;
        Set<String> ignored = new LinkedHashSet<>(
                json.has("ignored") ? texts("ignored columns of the schema", json.get("ignored")) : List.of());
        return new TableSchema(columns, target, person, ignored, missing);
    }

    private static Column column(JsonNode json) {
        String name = text("a column", json, "name");
        String what = "column " + name;
        String kind = kind(what, json, "number or category");
        switch (kind) {
            case "number" -> {
                check(what, json, "name", "kind", "min", "max", "missing");
                OptionalDouble fill = json.has("missing")
                        ? OptionalDouble.of(number(what, json, "missing", "give the public value to use instead"))
                        : OptionalDouble.empty();
                return new NumberColumn(
                        name, number(what, json, "min", RANGE_CURE), number(what, json, "max", RANGE_CURE), fill);
            }
            case "category" -> {
                check(what, json, "name", "kind", "categories", "missing", "others", "embedding");
                if (!json.has("categories")) {
                    throw Require.broken("categories of " + what, "must be given", "none", LIST_CURE);
                }
                return new CategoryColumn(
                        name,
                        texts("categories of " + what, json.get("categories")),
                        json.path("missing").asBoolean(false),
                        json.has("others") ? Optional.of(text(what, json, "others")) : Optional.empty(),
                        json.has("embedding")
                                ? (int) number(
                                        what, json, "embedding", "give the number of learned values per category")
                                : 0);
            }
            default -> throw unknownKind(what, "number or category", json);
        }
    }

    private static Target target(JsonNode json) {
        String column = text("the target", json, "name");
        String kind = kind("the target", json, "number or classes");
        switch (kind) {
            case "number" -> {
                check("the target", json, "name", "kind", "min", "max");
                return new NumberTarget(
                        column,
                        number("the target", json, "min", RANGE_CURE),
                        number("the target", json, "max", RANGE_CURE));
            }
            case "classes" -> {
                check("the target", json, "name", "kind", "classes");
                JsonNode classes = json.path("classes");
                Map<String, List<String>> texts = new LinkedHashMap<>();
                if (classes.isArray()) {
                    texts("classes of the target", classes).forEach(name -> texts.put(name, List.of(name)));
                }
                classes.properties()
                        .forEach(entry ->
                                texts.put(entry.getKey(), texts("texts of class " + entry.getKey(), entry.getValue())));
                return new ClassTarget(column, texts);
            }
            default -> throw unknownKind("the target", "number or classes", json);
        }
    }

    private static void check(String what, JsonNode json, String... known) {
        if (!json.isObject()) {
            throw Require.broken(what, "must be a JSON object", json, "write {\"columns\": [...], ...}");
        }
        json.fieldNames().forEachRemaining(field -> {
            if (!List.of(known).contains(field)) {
                throw Require.broken(
                        "the fields of " + what, "must be of " + List.of(known), field, "correct the name");
            }
        });
    }

    private static String kind(String what, JsonNode json, String kinds) {
        if (!json.path("kind").isTextual()) {
            throw unknownKind(what, kinds, json);
        }
        return json.get("kind").textValue();
    }

    private static IllegalArgumentException unknownKind(String what, String kinds, JsonNode json) {
        JsonNode found = json.path("kind");
        return Require.broken(
                "kind of " + what,
                "must be " + kinds,
                found.isTextual() ? found.textValue() : found.isMissingNode() ? "none" : found,
                "write \"kind\": with one of these in quotes");
    }

    private static String text(String what, JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw Require.broken(field + " of " + what, "must be a text", json.get(field), "write it in quotes");
        }
        return json.get(field).textValue();
    }

    private static float number(String what, JsonNode json, String field, String cure) {
        if (!json.path(field).isNumber()) {
            throw Require.broken(field + " of " + what, "must be a number", json.get(field), cure);
        }
        return json.get(field).floatValue();
    }

    private static List<String> texts(String what, JsonNode json) {
        List<String> texts = new ArrayList<>();
        if (json.isTextual()) {
            return List.of(json.textValue());
        }
        for (JsonNode entry : json) {
            if (!entry.isTextual()) {
                throw Require.broken(what, "must be texts", entry, "write them in quotes");
            }
            texts.add(entry.textValue());
        }
        return texts;
    }
}
