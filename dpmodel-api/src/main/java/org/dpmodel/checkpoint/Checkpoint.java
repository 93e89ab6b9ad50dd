package org.dpmodel.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.StrictJson;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.onnx.Preprocessing;
import org.dpmodel.graph.onnx.ReadModel;
import org.dpmodel.nn.EarlierTraining;
import org.dpmodel.nn.Network;

/**
 * A saved model.
 *
 * @param network the network with its weights, and the statements of all trainings of these weights
 * @param statement the privacy statement that was saved with it, which quotes earlier ones in its notes; absent in files of other origin
 * @param metadata all metadata of the file
 */
public record Checkpoint(Network network, Optional<PrivacyStatement> statement, Map<String, String> metadata) {
    /** Metadata key: the privacy statement as JSON. */
    public static final String STATEMENT = EarlierTraining.STATEMENT;

    /** Metadata key: the privacy statement in words. */
    public static final String STATEMENT_TEXT = "org.dpmodel.privacy_statement_text";

    /** Metadata key: number of training steps. */
    public static final String STEPS = "org.dpmodel.steps";

    /** Copies the map. */
    public Checkpoint {
        metadata = Map.copyOf(metadata);
    }

    /**
     * Writes a checkpoint.
     *
     * @param file where to, replaced if it exists
     * @param network the network with its weights
     * @param opset version of the operator set that the network is written in
     * @param statement what the weights reveal
     * @param metadata what else to store
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public static void write(
            Path file, NetworkGraph network, int opset, PrivacyStatement statement, Map<String, String> metadata)
            throws IOException {
        write(file, network, opset, statement, metadata, Optional.empty());
    }

    /**
     * Writes a checkpoint that takes raw values.
     *
     * @param file where to, replaced if it exists
     * @param network the network with its weights
     * @param opset version of the operator set that the network is written in
     * @param statement what the weights reveal
     * @param metadata what else to store
     * @param preprocessing the preprocessing in front of the network in the file, if there is any
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public static void write(
            Path file,
            NetworkGraph network,
            int opset,
            PrivacyStatement statement,
            Map<String, String> metadata,
            Optional<Preprocessing> preprocessing)
            throws IOException {
        Map<String, String> all = new LinkedHashMap<>(metadata);
        all.put(STATEMENT, statement.toJson().toString());
        all.put(STATEMENT_TEXT, statement.toText());
        AtomicFile.write(file, OnnxFormat.write(new OnnxModel(network.graph(), opset, all), preprocessing));
    }

    /**
     * Reads a checkpoint, or any other ONNX file that holds a network.
     *
     * @param file the file
     * @return the checkpoint
     * @throws IOException if the file cannot be read
     * @throws GraphException if it holds no network, or a damaged statement
     */
    public static Checkpoint read(Path file) throws IOException {
        ReadModel read = OnnxFormat.readWithNotes(file, Map.of());
        // First, since the error names the file.
        Optional<PrivacyStatement> statement = statement(file, read.model());
        return new Checkpoint(Network.fromOnnx(read), statement, read.model().metadata());
    }

    /**
     * Reads the privacy statement of a file, even if its network cannot be used, as after a training that diverged.
     *
     * @param file the file
     * @return the statement; empty in files of other origin
     * @throws IOException if the file cannot be read
     * @throws GraphException if it is no ONNX model, or its statement is damaged
     */
    public static Optional<PrivacyStatement> readStatement(Path file) throws IOException {
        return statement(file, OnnxFormat.read(file));
    }

    private static Optional<PrivacyStatement> statement(Path file, OnnxModel model) {
        return Optional.ofNullable(model.metadata().get(STATEMENT)).map(text -> parse(file, text));
    }

    private static PrivacyStatement parse(Path file, String json) {
        try {
            return PrivacyStatement.fromJson(StrictJson.read(json));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new GraphException(
                    "the privacy statement in " + file + " is damaged (" + e.getMessage()
                            + "): do not rely on this file's privacy",
                    e);
        }
    }
}
