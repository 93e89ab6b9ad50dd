package org.dpmodel.accountant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * JSON form of events; stable, one object per event. Its {@code type} is the name of the event's record in lower camel
 * case, then come the record's components in order:
 *
 * <pre>
 * {"type": "gaussian", "noiseMultiplier": 1.0}
 * {"type": "poissonSampled", "samplingProbability": 0.004, "event": {...}}
 * {"type": "selfComposed", "event": {...}, "count": 2340}
 * {"type": "composed", "events": [{...}, ...]}
 * {"type": "nonPrivate"}
 * </pre>
 *
 * So once an event has been written, its components are never renamed, removed or extended. Numbers are written so that
 * reading them gives the same double. Unknown types and unknown, missing or mistyped fields are refused: a ledger that is
 * not fully understood must not be charged as less than it says.
 */
public final class DpEventJson {
    private DpEventJson() {}

    /**
     * Writes an event of this library.
     *
     * @param event the event
     * @return its JSON tree
     * @throws IllegalArgumentException if it contains an event that is not of this library
     */
    public static ObjectNode toJson(DpEvent event) {
        return toJson(event, EventTypes.standard());
    }

    /**
     * Writes an event.
     *
     * @param event the event
     * @param types the kinds of events that it may contain
     * @return its JSON tree
     * @throws IllegalArgumentException if it contains an event that is not among the types
     */
    public static ObjectNode toJson(DpEvent event, EventTypes types) {
        EventType type = types.of(event);
        ObjectNode json = JsonNodeFactory.instance.objectNode().put(EventType.TYPE, type.name());
        for (EventType.Field field : type.fields()) {
            json.set(field.name(), written(field.valueIn(event), types));
        }
        return json;
    }

    private static JsonNode written(Object value, EventTypes types) {
        if (value instanceof Double number) {
            return JsonNodeFactory.instance.numberNode(number);
        }
        if (value instanceof Long integer) {
            return JsonNodeFactory.instance.numberNode(integer);
        }
        if (value instanceof DpEvent event) {
            return toJson(event, types);
        }
        var array = JsonNodeFactory.instance.arrayNode();
        ((List<?>) value).forEach(event -> array.add(toJson((DpEvent) event, types)));
        return array;
    }

    /**
     * Reads an event of this library.
     *
     * @param json tree written by {@link #toJson(DpEvent)}
     * @return the event
     * @throws IllegalArgumentException if the tree is not an event; the message names the field
     */
    public static DpEvent fromJson(JsonNode json) {
        return fromJson(json, EventTypes.standard());
    }

    /**
     * Reads an event.
     *
     * @param json tree written by {@link #toJson(DpEvent, EventTypes)}
     * @param types the kinds of events that it may contain
     * @return the event
     * @throws IllegalArgumentException if the tree is not an event; the message names the field
     */
    public static DpEvent fromJson(JsonNode json, EventTypes types) {
        EventType type = types.named(present(json, EventType.TYPE).asText());
        refuseUnknownFields(json, type);
        List<Object> values = new ArrayList<>();
        for (EventType.Field field : type.fields()) {
            values.add(read(json, field, types));
        }
        return type.create(values.toArray());
    }

    private static Object read(JsonNode json, EventType.Field field, EventTypes types) {
        JsonNode value = present(json, field.name());
        return switch (field.kind()) {
            case NUMBER -> {
                require(value.isNumber(), field, "a number", value);
                yield value.doubleValue();
            }
            case INTEGER -> {
                require(value.isIntegralNumber() && value.canConvertToLong(), field, "a 64-bit integer", value);
                yield value.longValue();
            }
            case EVENT -> fromJson(value, types);
            case EVENTS -> {
                require(value.isArray(), field, "an array", value);
                List<DpEvent> events = new ArrayList<>();
                for (JsonNode event : value) {
                    events.add(fromJson(event, types));
                }
                yield events;
            }
        };
    }

    private static JsonNode present(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("event must have the field " + name + ", found " + json);
        }
        return value;
    }

    private static void require(boolean holds, EventType.Field field, String expected, JsonNode value) {
        if (!holds) {
            throw new IllegalArgumentException(field.name() + " must be " + expected + ", found " + value);
        }
    }

    private static void refuseUnknownFields(JsonNode json, EventType type) {
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.remove(EventType.TYPE);
        type.fields().forEach(field -> unknown.remove(field.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "event of type " + type.name() + " must not have the fields " + unknown + ", found " + json);
        }
    }
}
