package org.dpmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dpmodel.checkpoint.TrainingState;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;

/** The folder that a run can be resumed from: its ledger and its last training state. For the training thread; close it. */
final class RunFolder implements AutoCloseable {
    private static final String LEDGER = "ledger.jsonl";
    private static final String STATE = "training-state.bin";

    private final Path folder;
    private final Ledger ledger;

    private RunFolder(Path folder, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
    }

    static boolean holdsRun(Path folder) {
        return Files.exists(folder.resolve(LEDGER));
    }

    static RunFolder begin(Path folder, LedgerHeader header) {
        return new RunFolder(folder, Ledger.create(folder.resolve(LEDGER), header));
    }

    /** Opens the ledger first, so that what is read after it is not changed by another run. */
    static RunFolder open(Path folder) {
        return new RunFolder(folder, Ledger.open(folder.resolve(LEDGER)));
    }

    LedgerContent content(LedgerHeader expected) {
        LedgerContent content = LedgerContent.read(folder.resolve(LEDGER));
        check("plan", content.header().plan(), expected.plan());
        check("adjacency", content.header().adjacency(), expected.adjacency());
        check("seeded randomness", content.header().seeded(), expected.seeded());
        return content;
    }

    private void check(String what, Object recorded, Object found) {
        if (!recorded.equals(found)) {
            throw new LedgerException("the run in " + folder + " must be resumed with the " + what
                    + " that it began with, " + recorded + ", found " + found
                    + ": build the model with the same settings, or train in another folder");
        }
    }

    Optional<TrainingState> state() {
        Path file = folder.resolve(STATE);
        try {
            return Files.exists(file) ? Optional.of(TrainingState.read(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    void append(LedgerRecord record) {
        ledger.append(record);
    }

    void save(TrainingState state) {
        try {
            state.write(folder.resolve(STATE));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        ledger.close();
    }
}
