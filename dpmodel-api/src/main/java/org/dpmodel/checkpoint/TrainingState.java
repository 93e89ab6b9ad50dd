package org.dpmodel.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.dpmodel.optimizer.OptimizerSnapshot;

/**
 * What a run needs, in addition to its ledger and its program, to continue where it stopped. Its file is complete or
 * absent, and has a checksum. Apart from noisy values, which the model's statement covers, it contains the key of the
 * data order: with it, anyone who has the ledger can test guesses about who is in the data ({@link
 * org.dpmodel.ledger.RecordedPeople}). Keep it as secret as the data if people are protected, or with balls in bins:
 * {@link #write} makes it readable only by its owner.
 *
 * @param steps number of steps that the parameters include
 * @param clippingNorm the current norm of adaptive clipping; empty without privacy
 * @param optimizer name of the optimizer
 * @param optimizerState the moments of the optimizer
 * @param orderKey key of the dataset's order, see {@link org.dpmodel.random.RandomStreams#orderKey}
 * @param parameters values by name
 * @param average the average of the iterates; empty if there is none
 * @param ledgerMark checksum of the ledger's last line when the state was saved, which covers all lines before it; empty
 *     for files of format 1, and before the state is saved
 */
public record TrainingState(
        long steps,
        OptionalDouble clippingNorm,
        String optimizer,
        OptimizerSnapshot optimizerState,
        byte[] orderKey,
        Map<String, float[]> parameters,
        Optional<SavedAverage> average,
        Optional<String> ledgerMark) {
    /** Checks that all parts are present. */
    public TrainingState {
        Objects.requireNonNull(clippingNorm, "clippingNorm");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(optimizerState, "optimizerState");
        Objects.requireNonNull(orderKey, "orderKey");
        Objects.requireNonNull(average, "average");
        Objects.requireNonNull(ledgerMark, "ledgerMark");
        parameters = Collections.unmodifiableMap(new TreeMap<>(parameters));
    }

    /**
     * The same state, saved beside a ledger.
     *
     * @param mark checksum of the ledger's last line
     * @return the state with this mark
     */
    public TrainingState besideLedger(String mark) {
        return new TrainingState(
                steps, clippingNorm, optimizer, optimizerState, orderKey, parameters, average, Optional.of(mark));
    }

    /**
     * Writes the state.
     *
     * @param file where to, replaced if it exists
     * @throws IOException if it cannot be written; an older file is then untouched
     */
    public void write(Path file) throws IOException {
        AtomicFile.writeSecret(file, TrainingStateFormat.write(this));
    }

    /**
     * Reads a state.
     *
     * @param file the file
     * @return the state
     * @throws IOException if the file cannot be read, is damaged or is not a training state
     */
    public static TrainingState read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return TrainingStateFormat.read(bytes);
        } catch (IOException e) {
            throw new IOException(
                    "the training state " + file + " is damaged (" + e.getMessage()
                            + "): put an older one in its place, or delete it to begin with fresh weights; what was"
                            + " spent stays in the ledger",
                    e);
        }
    }
}
