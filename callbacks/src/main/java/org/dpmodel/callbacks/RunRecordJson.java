package org.dpmodel.callbacks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The lines of a {@link RunRecord} as JSON. Numbers that are not finite are strings, since JSON has none. */
final class RunRecordJson {
    private static final int FORMAT = 1;

    private RunRecordJson() {}

    static ObjectNode toJson(RunRecord.Line line) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (line instanceof RunRecord.Begin begin) {
            json.put("type", "begin")
                    .put("format", FORMAT)
                    .put("time", begin.time())
                    .put("network", begin.network())
                    .put("parameters", begin.parameters())
                    .put("device", begin.device())
                    .put("accountant", begin.accountant())
                    .put("delta", begin.delta())
                    .put("step", begin.step())
                    .put("epochs", begin.epochs());
            begin.environment().forEach(json.putObject("environment")::put);
            begin.facts().forEach(json.putObject("facts")::put);
        } else if (line instanceof RunRecord.Epoch epoch) {
            json.put("type", "epoch").put("epoch", epoch.epoch()).put("step", epoch.step());
            number(json, "epsilon", epoch.epsilon());
            epoch.delta().ifPresent(delta -> json.put("delta", delta));
            ObjectNode metrics = json.putObject("metrics");
            epoch.metrics().forEach((name, value) -> number(metrics, name, value));
            json.put("stepMilliseconds", epoch.stepMilliseconds());
            epoch.clippingNorm().ifPresent(norm -> json.put("clippingNorm", norm));
            epoch.sensitive().ifPresent(seen -> {
                ObjectNode part = json.putObject("sensitive");
                number(part, "loss", seen.loss());
                seen.clippedShare().ifPresent(share -> part.put("clippedShare", share));
                seen.meanNorm().ifPresent(norm -> number(part, "meanNorm", norm));
            });
        } else {
            RunRecord.End end = (RunRecord.End) line;
            json.put("type", "end")
                    .put("time", end.time())
                    .put("step", end.step())
                    .put("reason", end.reason());
        }
        return json;
    }

    private static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.put(name, String.valueOf(value));
        }
    }

    /** A line; empty for types that later versions add. */
    static Optional<RunRecord.Line> line(JsonNode json) {
        return switch (field(json, "type").asText()) {
            case "begin" -> Optional.of(begin(json));
            case "epoch" -> Optional.of(epoch(json));
            case "end" ->
                Optional.of(new RunRecord.End(
                        field(json, "time").asText(),
                        field(json, "step").asLong(),
                        field(json, "reason").asText()));
            default -> Optional.empty();
        };
    }

    private static RunRecord.Begin begin(JsonNode json) {
        int format = field(json, "format").asInt();
        if (format != FORMAT) {
            throw new IllegalArgumentException("its format is " + format + ", not " + FORMAT);
        }
        return new RunRecord.Begin(
                field(json, "time").asText(),
                field(json, "network").asText(),
                field(json, "parameters").asLong(),
                field(json, "device").asText(),
                field(json, "accountant").asText(),
                number(field(json, "delta")),
                field(json, "step").asLong(),
                field(json, "epochs").asInt(),
                map(field(json, "environment"), JsonNode::asText),
                map(field(json, "facts"), JsonNode::asText));
    }

    private static RunRecord.Epoch epoch(JsonNode json) {
        return new RunRecord.Epoch(
                field(json, "epoch").asInt(),
                field(json, "step").asLong(),
                number(field(json, "epsilon")),
                optional(json, "delta"),
                map(field(json, "metrics"), RunRecordJson::number),
                number(field(json, "stepMilliseconds")),
                optional(json, "clippingNorm"),
                Optional.ofNullable(json.get("sensitive"))
                        .map(seen -> new RunRecord.Seen(
                                number(field(seen, "loss")),
                                optional(seen, "clippedShare"),
                                optional(seen, "meanNorm"))));
    }

    private static <T> Map<String, T> map(JsonNode json, Function<JsonNode, T> value) {
        Map<String, T> map = new LinkedHashMap<>();
        json.properties().forEach(entry -> map.put(entry.getKey(), value.apply(entry.getValue())));
        return Collections.unmodifiableMap(map);
    }

    private static OptionalDouble optional(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(number(value));
    }

    private static double number(JsonNode value) {
        if (value.isTextual()) {
            return Double.parseDouble(value.textValue());
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException("'" + value + "' is not a number");
        }
        return value.doubleValue();
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it lacks " + name);
        }
        return value;
    }
}
