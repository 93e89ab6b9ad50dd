package org.dpmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.callback.KeptIterate;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.graph.network.AdaptedNetwork;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.nn.Network;

/**
 * Parameters of a model, saved with whatever the model has cost by then.
 *
 * @param settings the model's settings
 * @param state the model's state, read when a file is written
 * @param thread sees that one thread at a time is inside the model
 * @param parameters the network with the parameters
 * @param step the step after which the model had them
 */
record SavedIterate(ModelSettings settings, ModelState state, OneThread thread, NetworkGraph parameters, long step)
        implements KeptIterate {
    @Override
    public void save(Path file) throws IOException {
        thread.reading("save", () -> write(file));
    }

    /** Writes the file; the caller is inside the model. Returns null. */
    Void write(Path file) throws IOException {
        Statements statements = state.statements();
        PrivacyStatement statement = statements.toSave(settings.delta());
        Map<String, String> metadata =
                new LinkedHashMap<>(statements.besideSaved().metadata());
        metadata.put(Checkpoint.STEPS, Long.toString(statement.steps()));
        Network network = settings.network();
        NetworkGraph merged = AdaptedNetwork.merged(parameters, network.adapters());
        Checkpoint.write(file, merged, network.opset(), statement, metadata, network.preprocessing());
        return null;
    }
}
