package org.dpmodel.accountant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * JSON form of events; stable, one object per event with a {@code type}.
 *
 * <pre>
 * {"type": "gaussian", "noiseMultiplier": 1.0}
 * {"type": "discreteGaussian", "noiseMultiplier": 1.0}
 * {"type": "poissonSampled", "samplingProbability": 0.004, "event": {...}}
 * {"type": "truncatedPoissonSampled", "samplingProbability": 0.004, "maximumBatchSize": 512, "datasetSize": 60000,
 *  "event": {...}}
 * {"type": "sampledWithoutReplacement", "datasetSize": 60000, "sampleSize": 256, "event": {...}}
 * {"type": "shuffledEpoch", "steps": 234, "event": {...}}
 * {"type": "selfComposed", "event": {...}, "count": 2340}
 * {"type": "composed", "events": [{...}, ...]}
 * {"type": "nonPrivate"}
 * </pre>
 *
 * Numbers are written so that reading them gives the same double. Unknown types and unknown, missing or mistyped fields
 * are refused: a ledger that is not understood must not be charged as less than it says.
 */
public final class DpEventJson {
    private DpEventJson() {}

    /**
     * Writes an event.
     *
     * @param event the event
     * @return its JSON tree
     */
    public static ObjectNode toJson(DpEvent event) {
        return event.accept(new Writer());
    }

    /**
     * Reads an event.
     *
     * @param json tree written by {@link #toJson}
     * @return the event
     * @throws IllegalArgumentException if the tree is not an event; the message names the field
     */
    public static DpEvent fromJson(JsonNode json) {
        String type = field(json, "type").asText();
        return switch (type) {
            case "gaussian" -> {
                only(json, "type", "noiseMultiplier");
                yield new DpEvent.Gaussian(number(json, "noiseMultiplier"));
            }
            case "discreteGaussian" -> {
                only(json, "type", "noiseMultiplier");
                yield new DpEvent.DiscreteGaussian(number(json, "noiseMultiplier"));
            }
            case "truncatedPoissonSampled" -> {
                only(json, "type", "samplingProbability", "maximumBatchSize", "datasetSize", "event");
                yield new DpEvent.TruncatedPoissonSampled(
                        number(json, "samplingProbability"),
                        integer(json, "maximumBatchSize"),
                        integer(json, "datasetSize"),
                        child(json));
            }
            case "poissonSampled" -> {
                only(json, "type", "samplingProbability", "event");
                yield new DpEvent.PoissonSampled(number(json, "samplingProbability"), child(json));
            }
            case "sampledWithoutReplacement" -> {
                only(json, "type", "datasetSize", "sampleSize", "event");
                yield new DpEvent.SampledWithoutReplacement(
                        integer(json, "datasetSize"), integer(json, "sampleSize"), child(json));
            }
            case "shuffledEpoch" -> {
                only(json, "type", "steps", "event");
                yield new DpEvent.ShuffledEpoch(integer(json, "steps"), child(json));
            }
            case "selfComposed" -> {
                only(json, "type", "event", "count");
                yield new DpEvent.SelfComposed(child(json), integer(json, "count"));
            }
            case "composed" -> {
                only(json, "type", "events");
                yield new DpEvent.Composed(children(json));
            }
            case "nonPrivate" -> {
                only(json, "type");
                yield new DpEvent.NonPrivate();
            }
            default ->
                throw new IllegalArgumentException("event type must be one of gaussian,"
                        + " discreteGaussian, poissonSampled, truncatedPoissonSampled, sampledWithoutReplacement, shuffledEpoch, selfComposed, composed, nonPrivate, found "
                        + type
                        + ": the ledger may come from a newer version");
        };
    }

    private static DpEvent child(JsonNode json) {
        return fromJson(field(json, "event"));
    }

    private static List<DpEvent> children(JsonNode json) {
        JsonNode events = field(json, "events");
        if (!events.isArray()) {
            throw new IllegalArgumentException("events must be an array, found " + events);
        }
        List<DpEvent> result = new ArrayList<>();
        for (JsonNode event : events) {
            result.add(fromJson(event));
        }
        return result;
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("event must have the field " + name + ", found " + json);
        }
        return value;
    }

    private static double number(JsonNode json, String name) {
        JsonNode value = field(json, name);
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + " must be a number, found " + value);
        }
        return value.doubleValue();
    }

    private static long integer(JsonNode json, String name) {
        JsonNode value = field(json, name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " must be a 64-bit integer, found " + value);
        }
        return value.longValue();
    }

    private static void only(JsonNode json, String... names) {
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(Set.of(names));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("event of type "
                    + json.get("type").asText() + " must not have the fields " + unknown + ", found " + json);
        }
    }

    private static final class Writer implements DpEvent.Visitor<ObjectNode> {
        private static ObjectNode node(String type) {
            return JsonNodeFactory.instance.objectNode().put("type", type);
        }

        @Override
        public ObjectNode gaussian(DpEvent.Gaussian event) {
            return node("gaussian").put("noiseMultiplier", event.noiseMultiplier());
        }

        @Override
        public ObjectNode discreteGaussian(DpEvent.DiscreteGaussian event) {
            return node("discreteGaussian").put("noiseMultiplier", event.noiseMultiplier());
        }

        @Override
        public ObjectNode truncatedPoissonSampled(DpEvent.TruncatedPoissonSampled event) {
            ObjectNode node = node("truncatedPoissonSampled")
                    .put("samplingProbability", event.samplingProbability())
                    .put("maximumBatchSize", event.maximumBatchSize())
                    .put("datasetSize", event.datasetSize());
            return node.set("event", toJson(event.event()));
        }

        @Override
        public ObjectNode poissonSampled(DpEvent.PoissonSampled event) {
            ObjectNode node = node("poissonSampled").put("samplingProbability", event.samplingProbability());
            return node.set("event", toJson(event.event()));
        }

        @Override
        public ObjectNode sampledWithoutReplacement(DpEvent.SampledWithoutReplacement event) {
            ObjectNode node = node("sampledWithoutReplacement")
                    .put("datasetSize", event.datasetSize())
                    .put("sampleSize", event.sampleSize());
            return node.set("event", toJson(event.event()));
        }

        @Override
        public ObjectNode shuffledEpoch(DpEvent.ShuffledEpoch event) {
            return node("shuffledEpoch").put("steps", event.steps()).set("event", toJson(event.event()));
        }

        @Override
        public ObjectNode selfComposed(DpEvent.SelfComposed event) {
            ObjectNode node = node("selfComposed");
            node.set("event", toJson(event.event()));
            return node.put("count", event.count());
        }

        @Override
        public ObjectNode composed(DpEvent.Composed event) {
            ObjectNode node = node("composed");
            ArrayNode events = node.putArray("events");
            event.events().forEach(e -> events.add(toJson(e)));
            return node;
        }

        @Override
        public ObjectNode nonPrivate(DpEvent.NonPrivate event) {
            return node("nonPrivate");
        }
    }
}
