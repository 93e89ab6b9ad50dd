package org.dpmodel.callbacks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.dpmodel.checkpoint.Uninterrupted;

/**
 * What a {@link RunRecorder} recorded of a run. What was spent is in the ledger, not here.
 *
 * @param lines what happened, in order; empty for a run without a record
 */
public record RunRecord(List<RunRecord.Line> lines) {
    /** Name of the file in the folder of a run: one JSON object per line. */
    public static final String HISTORY = "history.jsonl";

    /** Name of the model file in the folder of a run, with the state after the last epoch. */
    public static final String MODEL = "model.onnx";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the list. */
    public RunRecord {
        lines = List.copyOf(lines);
    }

    /** One thing that happened. */
    public sealed interface Line {}

    /**
     * A call of {@code train} begins, or an interrupted one continues.
     *
     * @param time when, in UTC, for example {@code 2026-11-29T10:00:00Z}
     * @param network the network's name
     * @param parameters number of its parameters
     * @param device where steps run
     * @param accountant the accountant that computes epsilon
     * @param delta the delta of this training's epsilon
     * @param step number of earlier steps, counted over all trainings of the model
     * @param epochs number of requested epochs
     * @param environment library, Java and machine, value by name
     * @param facts what the program recorded about the run, value by name
     */
    public record Begin(
            String time,
            String network,
            long parameters,
            String device,
            String accountant,
            double delta,
            long step,
            int epochs,
            Map<String, String> environment,
            Map<String, String> facts)
            implements Line {}

    /**
     * An epoch ends, complete or interrupted.
     *
     * @param epoch counted from 1 in the call of {@code train}
     * @param step the step that it ended with, counted over all trainings of the model
     * @param epsilon what is spent by then as the statement leads with it, with earlier trainings of the weights
     * @param delta the delta that this epsilon holds at; empty in files of versions that recorded the epsilon of this
     *     training alone, at the delta of its {@link Begin}
     * @param metrics value by name on public data; empty if nothing was measured
     * @param stepMilliseconds mean time of its steps, two digits
     * @param clippingNorm clipping norm of its last step; empty without clipping
     * @param sensitive values computed from private data without noise; empty unless requested
     */
    public record Epoch(
            int epoch,
            long step,
            double epsilon,
            OptionalDouble delta,
            Map<String, Double> metrics,
            double stepMilliseconds,
            OptionalDouble clippingNorm,
            Optional<Seen> sensitive)
            implements Line {}

    /**
     * Means over the drawn examples of an epoch, exact and private.
     *
     * @param loss mean loss
     * @param clippedShare fraction of gradients that were longer than the clipping norm; empty without clipping
     * @param meanNorm mean norm of gradients before clipping; empty without clipping
     */
    public record Seen(double loss, OptionalDouble clippedShare, OptionalDouble meanNorm) {}

    /**
     * A call of {@code train} ends. Missing if the process ended first.
     *
     * @param time when, in UTC
     * @param step the last step
     * @param reason a description, for example {@code budget reached}
     */
    public record End(String time, long step, String reason) implements Line {}

    /**
     * Reads the record of a run, whether or not the run is still in progress. An incomplete last line is ignored.
     *
     * @param folder the folder of the run
     * @return the record; empty if the folder has no such file
     * @throws IOException if the file cannot be read, or a line is damaged
     */
    public static RunRecord read(Path folder) throws IOException {
        Path file = folder.resolve(HISTORY);
        if (!Files.exists(file)) {
            return new RunRecord(List.of());
        }
        byte[] bytes = Files.readAllBytes(file);
        List<Line> lines = new ArrayList<>();
        String[] texts = new String(bytes, 0, complete(bytes), StandardCharsets.UTF_8).split("\n", -1);
        for (int i = 0; i < texts.length - 1; i++) {
            try {
                JsonNode json = JSON.readTree(texts[i]);
                RunRecordJson.line(json).ifPresent(lines::add);
            } catch (JsonProcessingException | IllegalArgumentException e) {
                throw new IOException(
                        "line " + (i + 1) + " of " + file + " is damaged (" + e.getMessage()
                                + "): remove the file to continue without it; the ledger records what was spent",
                        e);
            }
        }
        return new RunRecord(lines);
    }

    static void append(Path folder, Line line) throws IOException {
        Files.writeString(
                folder.resolve(HISTORY),
                RunRecordJson.toJson(line) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /** Removes a last line that a crash cut off. */
    static void repair(Path folder) throws IOException {
        Path file = folder.resolve(HISTORY);
        if (Files.exists(file)) {
            int length = complete(Files.readAllBytes(file));
            Uninterrupted.write(() -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(length);
                }
            });
        }
    }

    /** Bytes up to and including the last line feed. */
    private static int complete(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /**
     * The last call of {@code train}.
     *
     * @return empty if there is no record
     */
    public Optional<Begin> begin() {
        return of(Begin.class).stream().reduce((before, last) -> last);
    }

    /**
     * All epochs, including those of calls before the last.
     *
     * @return in order
     */
    public List<Epoch> epochs() {
        return of(Epoch.class);
    }

    /**
     * How the last call ended.
     *
     * @return empty while it is running, or if its process ended first
     */
    public Optional<End> end() {
        return lines.isEmpty() || !(lines.get(lines.size() - 1) instanceof End end)
                ? Optional.empty()
                : Optional.of(end);
    }

    private <T> List<T> of(Class<T> kind) {
        return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
