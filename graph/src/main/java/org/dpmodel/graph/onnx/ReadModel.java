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
 * @param notes sentences for the person whose file it is, for example "3 initializers were stored as float16 and are trained
 *     and saved in float32"; empty if the model means to the letter what the file says
 * @param preprocessing what the file has in front of the model, which reads what this makes
 * @param fixed the graph as the file has it, where it was exported for one batch and the model takes any
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
