package org.dpmodel.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEventJson;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.StrictJson;
import org.dpmodel.plan.PrivacyTarget;
import org.dpmodel.plan.SolvedNoise;

/**
 * The text of a ledger: on each line a checksum of eight hexadecimal digits, a space and a JSON object. A checksum covers
 * the checksum before it, so that no line can be lost, doubled or moved unnoticed.
 */
final class LedgerLines {
    static final int FORMAT = 1;
    private static final int CHECKSUM_DIGITS = 8;
    private static final String ROOT = "0".repeat(CHECKSUM_DIGITS);

    private String previous = ROOT;

    /** The checksum of the last line. */
    String mark() {
        return previous;
    }

    /** The line of an object, with its line feed; it follows those made or read before. */
    String line(ObjectNode json) {
        String text = json.toString();
        previous = checksum(text);
        return previous + " " + text + "\n";
    }

    /** Reads the line that follows those read before. */
    JsonNode parse(String line) throws JsonProcessingException {
        String text = line.length() > CHECKSUM_DIGITS ? line.substring(CHECKSUM_DIGITS + 1) : "";
        String found = checksum(text);
        if (!line.startsWith(found + " ")) {
            throw new IllegalArgumentException("its checksum is wrong");
        }
        previous = found;
        return StrictJson.read(text);
    }

    private String checksum(String text) {
        CRC32C checksum = new CRC32C();
        checksum.update((previous + " " + text).getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", checksum.getValue());
    }

    static ObjectNode toJson(LedgerHeader header) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("type", "ledger")
                .put("format", FORMAT)
                .put("plan", header.plan())
                .put("adjacency", header.adjacency().name())
                .put("seeded", header.seeded());
        header.solved().ifPresent(solved -> json.set("solved", toJson(solved)));
        header.search().ifPresent(search -> json.put("search", search));
        header.frozen().ifPresent(frozen -> json.put("frozen", frozen));
        header.folder().ifPresent(folder -> json.put("folder", folder));
        return json;
    }

    static LedgerHeader header(JsonNode json) {
        int format = field(json, "format").asInt();
        if (!field(json, "type").asText().equals("ledger") || format != FORMAT) {
            throw new IllegalArgumentException("it is not a ledger of format " + FORMAT);
        }
        return new LedgerHeader(
                field(json, "plan").asText(),
                Adjacency.valueOf(field(json, "adjacency").asText()),
                field(json, "seeded").asBoolean(),
                Optional.ofNullable(json.get("solved")).map(LedgerLines::solved),
                Optional.ofNullable(json.get("search")).map(JsonNode::asText),
                Optional.ofNullable(json.get("frozen")).map(JsonNode::asText),
                Optional.ofNullable(json.get("folder")).map(JsonNode::asText));
    }

    private static ObjectNode toJson(SolvedNoise solved) {
        PrivacyTarget target = solved.target();
        return JsonNodeFactory.instance
                .objectNode()
                .put("epsilon", target.epsilon())
                .put("delta", target.delta())
                .put("epochs", target.epochs())
                .put("datasetSize", target.datasetSize())
                .put("noiseMultiplier", solved.noiseMultiplier());
    }

    private static SolvedNoise solved(JsonNode json) {
        PrivacyTarget target = new PrivacyTarget(
                field(json, "epsilon").asDouble(),
                field(json, "delta").asDouble(),
                field(json, "epochs").asInt(),
                field(json, "datasetSize").asInt());
        return new SolvedNoise(target, field(json, "noiseMultiplier").asDouble());
    }

    private static RecordedPeople people(JsonNode json) {
        return new RecordedPeople(field(json, "digest").asText());
    }

    static ObjectNode toJson(LedgerRecord record) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (record instanceof LedgerRecord.Run run) {
            json.put("type", "run")
                    .put("firstPosition", run.firstPosition())
                    .put("datasetSize", run.datasetSize())
                    .put("sampler", run.sampler())
                    .put("order", run.order());
            run.dataset().ifPresent(name -> json.put("dataset", name));
            run.people().ifPresent(people -> json.putObject("people").put("digest", people.digest()));
            return json;
        }
        if (record instanceof LedgerRecord.Planned planned) {
            return json.put("type", "planned")
                    .put("steps", planned.steps())
                    .set("event", DpEventJson.toJson(planned.event()));
        }
        if (record instanceof LedgerRecord.Remark remark) {
            return json.put("type", "remark").put("text", remark.text());
        }
        if (record instanceof LedgerRecord.Earlier earlier) {
            return json.put("type", "earlier")
                    .set("statement", earlier.statement().toJson());
        }
        LedgerRecord.Step step = (LedgerRecord.Step) record;
        json.put("type", "step").put("step", step.step()).put("position", step.position());
        step.event().ifPresent(event -> json.set("event", DpEventJson.toJson(event)));
        return json;
    }

    static LedgerRecord record(JsonNode json) {
        String type = field(json, "type").asText();
        return switch (type) {
            case "run" ->
                new LedgerRecord.Run(
                        field(json, "firstPosition").asLong(),
                        field(json, "datasetSize").asInt(),
                        field(json, "sampler").asText(),
                        field(json, "order").asText(),
                        Optional.ofNullable(json.get("dataset")).map(JsonNode::asText),
                        Optional.ofNullable(json.get("people")).map(LedgerLines::people));
            case "step" ->
                new LedgerRecord.Step(
                        field(json, "step").asLong(),
                        field(json, "position").asLong(),
                        Optional.ofNullable(json.get("event")).map(DpEventJson::fromJson));
            case "planned" ->
                new LedgerRecord.Planned(field(json, "steps").asLong(), DpEventJson.fromJson(field(json, "event")));
            case "remark" -> new LedgerRecord.Remark(field(json, "text").asText());
            case "earlier" -> new LedgerRecord.Earlier(PrivacyStatement.fromJson(field(json, "statement")));
            default -> throw new IllegalArgumentException("its type " + type + " is unknown");
        };
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("it lacks " + name);
        }
        return value;
    }
}
