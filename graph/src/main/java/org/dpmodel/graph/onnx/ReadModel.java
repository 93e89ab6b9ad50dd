package org.dpmodel.graph.onnx;

import java.util.List;
import java.util.Objects;
import org.dpmodel.graph.OnnxModel;

/**
 * A model that was read, and what its reader changed.
 *
 * @param model the model
 * @param notes sentences for the person whose file it is, for example "3 initializers were stored as float16 and are trained
 *     and saved in float32"; empty if the model means to the letter what the file says
 */
public record ReadModel(OnnxModel model, List<String> notes) {
    /** Copies the list. */
    public ReadModel {
        Objects.requireNonNull(model, "model");
        notes = List.copyOf(notes);
    }
}
