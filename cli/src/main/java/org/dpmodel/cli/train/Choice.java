package org.dpmodel.cli.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.DpEventJson;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.StrictJson;
import org.dpmodel.checkpoint.AtomicFile;

/**
 * A search among candidates, as recorded in its folder: what was drawn for it, the cost of a run, and the scores of the
 * runs. Written before a run begins and after it has ended, so that a crash forgets nothing. As private as the data: it
 * reveals how many runs there are. Mutable, for one thread.
 */
final class Choice {
    private static final String FILE = "choice.json";

    /** JSON has no NaN. */
    private static final double NO_SCORE = -Double.MAX_VALUE;

    private final Path folder;
    private final ObjectNode content;

    private Choice(Path folder, ObjectNode content) {
        this.folder = folder;
        this.content = content;
    }

    /** Whether there is a record of a search, begun or not. */
    static boolean isThere(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /**
     * Whether there is a search that may have spent something, or is complete; one that was refused before its first
     * step is neither.
     */
    static boolean isBegun(Path folder) throws IOException {
        if (!isThere(folder)) {
            return false;
        }
        Choice choice = read(folder);
        return choice.cost().isPresent() || choice.isDone();
    }

    /** Draws the number of runs and the candidate of each, uniformly and with replacement, before anything is seen. */
    static Choice begin(
            Path folder,
            RunCount count,
            String validation,
            Optional<Path> validationData,
            List<String> arguments,
            RandomGenerator random)
            throws IOException {
        int candidates = Candidates.of(arguments).size();
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("warning", "as private as the data: publish the best model, never this file");
        content.put("runs", count.text()).put("validation", validation);
        validationData.ifPresent(file -> content.put("validationData", file.toString()));
        arguments.forEach(content.putArray("arguments")::add);
        Optional<Choice> refused = isThere(folder) ? Optional.of(read(folder)) : Optional.empty();
        if (refused.isEmpty() && Files.exists(folder.resolve(runName(0)))) {
            throw new IOException(folder + " contains runs of a search whose " + FILE
                    + " is missing, so their total cost is unknown: pass another --tune-dir");
        }
        // Once drawn, the number stays: redrawing until the number is convenient would change its distribution.
        long drawn = refused.filter(choice -> choice.count().equals(count))
                .map(choice -> (long) choice.runs())
                .orElseGet(() -> count.draw(random));
        var which = content.putArray("candidates");
        for (long i = 0; i < drawn; i++) {
            which.add(random.nextInt(candidates));
        }
        content.putArray("scores");
        Files.createDirectories(folder);
        Choice choice = new Choice(folder, content);
        choice.write();
        return choice;
    }

    static Choice read(Path folder) throws IOException {
        JsonNode content = StrictJson.read(Files.readString(folder.resolve(FILE)));
        if (!(content instanceof ObjectNode object) || !content.has("runs") || !content.has("candidates")) {
            throw new IOException(
                    folder.resolve(FILE) + " is damaged, so what the search has spent is unknown: restore it");
        }
        return new Choice(folder, object);
    }

    private void write() throws IOException {
        AtomicFile.writeSecret(folder.resolve(FILE), content.toPrettyString().getBytes(StandardCharsets.UTF_8));
    }

    RunCount count() {
        return RunCount.parse(content.get("runs").asText());
    }

    String validation() {
        return content.get("validation").asText();
    }

    Optional<Path> validationData() {
        return Optional.ofNullable(content.get("validationData")).map(file -> Path.of(file.asText()));
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        content.get("arguments").forEach(word -> arguments.add(word.asText()));
        return arguments;
    }

    /** How many runs were drawn. */
    int runs() {
        return content.get("candidates").size();
    }

    /** The candidate of a run. */
    int candidate(int run) {
        return content.get("candidates").get(run).intValue();
    }

    /** How many runs have ended; they are made in order. */
    int ended() {
        return content.get("scores").size();
    }

    Path folder(int run) {
        return folder.resolve(runName(run));
    }

    private static String runName(int run) {
        return "run-" + (run + 1);
    }

    Path model(int run) {
        return folder(run).resolve("model.onnx");
    }

    /** Records the cost of a run before its first step, and refuses a run with a different cost. */
    void starting(DpEvent cost) throws IOException {
        JsonNode known = content.get("cost");
        if (known == null) {
            content.set("cost", DpEventJson.toJson(cost));
            write();
        } else if (!DpEventJson.fromJson(known).equals(cost)) {
            throw new IOException(
                    "all candidates must cost the same, found different costs; candidates may differ only in options "
                            + "that do not affect the cost, and the data and all other options must stay the same");
        }
    }

    /** The cost of one run including its score; empty before the first has begun. */
    Optional<DpEvent> cost() {
        return Optional.ofNullable(content.get("cost")).map(DpEventJson::fromJson);
    }

    /**
     * Records the score of the run that has ended, after its model was saved. Scores must be ordered: one that is not finite
     * is none, and below all others.
     */
    void ended(double score) throws IOException {
        content.withArray("scores").add(Double.isFinite(score) ? score : NO_SCORE);
        write();
    }

    /**
     * The best run; among equal ones the first, which is each of them with the same probability. Empty if no run has a
     * score.
     */
    OptionalInt best() {
        int best = -1;
        for (int run = 0; run < ended(); run++) {
            if (isScored(run) && (best < 0 || score(run) > score(best))) {
                best = run;
            }
        }
        return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }

    /** Whether the model of a run could be scored. */
    boolean isScored(int run) {
        return score(run) > NO_SCORE;
    }

    double score(int run) {
        return content.get("scores").get(run).doubleValue();
    }

    boolean isDone() {
        return content.has("done");
    }

    /** Records that the best model was saved. */
    void done(Path output) throws IOException {
        content.put("done", output.toString());
        write();
    }
}
