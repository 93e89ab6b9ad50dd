package org.dpmodel.cli.devices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.LibraryVersion;

/**
 * The devices that engines find on this machine.
 *
 * @param engines the engines on the class path
 */
record DeviceReport(Engines engines) {
    private static final int WIDTH = 110;
    private static final String INDENT = "      ";

    private static String machine() {
        return "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    /** For people: each engine with its version, its devices, and for each missing kind the reason and how to fix it. */
    String toText() {
        StringBuilder text = new StringBuilder();
        text.append("dpmodel ").append(LibraryVersion.current()).append(", ").append(machine());
        for (Engine engine : engines.all()) {
            text.append("\n\n")
                    .append(engine.name())
                    .append(" (")
                    .append(engine.version())
                    .append(")");
            for (Device device : engine.devices()) {
                String description = engine.description(device);
                text.append("\n  ").append(device).append(" is usable");
                text.append(description.isEmpty() ? "" : ": " + description);
            }
            for (MissingDevice missing : engine.missing()) {
                text.append("\n  ").append(engine.name()).append(':').append(missing.kind());
                text.append(" is not usable");
                wrapped(text, "missing  ", missing.reason());
                wrapped(text, "cure     ", missing.cure());
            }
        }
        absent().forEach((name, artifact) -> {
            text.append("\n\n").append(name).append(" is not on the class path");
            wrapped(text, "cure     ", cure(name, artifact));
        });
        text.append("\n\n");
        engines.broken().forEach(sentence -> text.append(sentence).append('\n'));
        engines.all().stream()
                .flatMap(engine -> engine.devices().stream())
                .findFirst()
                .ifPresentOrElse(
                        device -> text.append("Choose one with --engine, for example --engine ")
                                .append(device),
                        () -> text.append("No device is usable: see what is missing"));
        return text.append('\n').toString();
    }

    /** Engines of this library that are not on the class path, with their artifacts. */
    private Map<String, String> absent() {
        Map<String, String> absent = new LinkedHashMap<>();
        absent.put("onnxruntime", "dpmodel-onnxruntime");
        absent.put("pytorch", "dpmodel-pytorch");
        absent.put("djl", "dpmodel-engine-djl");
        engines.all().forEach(engine -> absent.remove(engine.name()));
        return absent;
    }

    private static String cure(String name, String artifact) {
        return "in a clone, name a device of it, as in --engine " + name
                + ":cpu: ./dpmodel then builds it, and lists it from then on; in a project, add the artifact "
                + artifact;
    }

    private static void wrapped(StringBuilder text, String label, String sentence) {
        text.append('\n').append(INDENT).append(label);
        int column = INDENT.length() + label.length();
        int begin = column;
        for (String word : sentence.split(" ", -1)) {
            if (column > begin && column + word.length() > WIDTH) {
                text.append('\n').append(" ".repeat(begin));
                column = begin;
            }
            text.append(column > begin ? " " : "").append(word);
            column += word.length() + 1;
        }
    }

    /** For programs; without engines, devices or missing things, the arrays are empty. */
    String toJson() throws JsonProcessingException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("libraryVersion", LibraryVersion.current());
        json.put("machine", machine());
        ArrayNode all = json.putArray("engines");
        for (Engine engine : engines.all()) {
            ObjectNode node = all.addObject();
            node.put("name", engine.name());
            node.put("version", engine.version());
            ArrayNode devices = node.putArray("devices");
            for (Device device : engine.devices()) {
                ObjectNode usable = devices.addObject();
                usable.put("name", device.toString());
                usable.put("kind", device.kind().toString());
                usable.put("description", engine.description(device));
            }
            ArrayNode missing = node.putArray("missing");
            for (MissingDevice lacking : engine.missing()) {
                ObjectNode unusable = missing.addObject();
                unusable.put("kind", lacking.kind().toString());
                unusable.put("reason", lacking.reason());
                unusable.put("cure", lacking.cure());
            }
        }
        ArrayNode others = json.putArray("absent");
        absent().forEach((name, artifact) -> {
            ObjectNode node = others.addObject();
            node.put("name", name);
            node.put("cure", cure(name, artifact));
        });
        ArrayNode broken = json.putArray("broken");
        engines.broken().forEach(broken::add);
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }
}
