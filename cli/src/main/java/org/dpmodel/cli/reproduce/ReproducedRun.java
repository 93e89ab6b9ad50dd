package org.dpmodel.cli.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dpmodel.checkpoint.AtomicFile;

/**
 * The result of a completed training of a recipe.
 *
 * @param task what was trained
 * @param accuracy on the test images, after the last epoch
 * @param epsilon the cost; infinite without privacy
 * @param delta the delta of epsilon
 * @param steps number of steps
 * @param trainingSeconds total time of the steps
 * @param seconds total time: reading, features, steps, evaluations
 * @param version version of the library
 */
record ReproducedRun(
        RecipeTask task,
        double accuracy,
        double epsilon,
        double delta,
        long steps,
        double trainingSeconds,
        double seconds,
        String version) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INFINITE = "Infinity";

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("recipe", task.recipe().name())
                .put("settings", task.recipe().settings().toString())
                .put("options", String.join(" ", task.options()))
                .put("data", task.data())
                .put("seed", task.seed())
                .put("accuracy", accuracy);
        if (Double.isInfinite(epsilon)) {
            json.put("epsilon", INFINITE);
        } else {
            json.put("epsilon", epsilon);
        }
        return json.put("delta", delta)
                .put("steps", steps)
                .put("trainingSeconds", trainingSeconds)
                .put("seconds", seconds)
                .put("version", version);
    }

    /** Stores it atomically. */
    void write(Path file) throws IOException {
        String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(toJson());
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the result of an earlier call.
     *
     * @param file the file of the result
     * @param task the requested task
     * @return the run; empty if there is no file
     * @throws IOException if the file is damaged, or belongs to another task, whose numbers must not appear in the same
     *     table
     */
    static Optional<ReproducedRun> read(Path file, RecipeTask task) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonNode json;
        try {
            json = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged (" + e.getOriginalMessage() + "): remove it to train again", e);
        }
        same(file, "settings", task.recipe().settings().toString(), json);
        same(file, "options", String.join(" ", task.options()), json);
        same(file, "data", task.data(), json);
        JsonNode epsilon = json.path("epsilon");
        return Optional.of(new ReproducedRun(
                task,
                json.path("accuracy").asDouble(),
                epsilon.isTextual() ? Double.POSITIVE_INFINITY : epsilon.asDouble(),
                json.path("delta").asDouble(),
                json.path("steps").asLong(),
                json.path("trainingSeconds").asDouble(),
                json.path("seconds").asDouble(),
                json.path("version").asText()));
    }

    private static void same(Path file, String what, String wanted, JsonNode json) throws IOException {
        String found = json.path(what).asText();
        if (!found.equals(wanted)) {
            throw new IOException(file + " must be of a run with the " + what + " \"" + wanted + "\", found \"" + found
                    + "\": pass another folder, or the options of that run");
        }
    }
}
