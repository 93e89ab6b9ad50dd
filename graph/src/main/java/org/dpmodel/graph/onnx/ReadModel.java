package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;

/**
 * A model that was read, and what its reader changed.
 *
 * @param model the model
 * @param notes sentences for the user, for example "3 initializers were stored as float16 and are trained and saved in
 *     float32"; empty if the model is exactly what the file says
 * @param preprocessing what the file has in front of the model, and which computes the model's inputs
 * @param fixed the graph as in the file, if it was exported for one batch size and the model accepts any
 */
public record ReadModel(
        OnnxModel model, List<String> notes, Optional<Preprocessing> preprocessing, Optional<Graph> fixed) {
    /** Copies the list. */
    public ReadModel {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(preprocessing, "preprocessing");
        Objects.requireNonNull(fixed, "fixed");
        notes = List.copyOf(notes);
    }
}
