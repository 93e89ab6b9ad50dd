package org.dpmodel.callback;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Parameters that a training had after one of its steps, kept to be saved later. Which iterate is kept may have been
 * decided by looking at all of them, so a file states the cost of every step until it is saved, not until the iterate.
 */
public interface KeptIterate {
    /**
     * The step after which the model had these parameters.
     *
     * @return the number of steps until then, over all calls of {@code train}
     */
    long step();

    /**
     * Saves the network with these parameters as ONNX, with the statement that the model gives at the time of the call.
     *
     * @param file the file to write, replaced if it exists
     * @throws IOException if it cannot be written
     */
    void save(Path file) throws IOException;
}
