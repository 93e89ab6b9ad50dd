package org.dpmodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.dpmodel.checkpoint.AtomicFile;
import org.dpmodel.checkpoint.TrainingState;
import org.dpmodel.ledger.FolderIdentity;
import org.dpmodel.ledger.Ledger;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.ledger.LedgerException;
import org.dpmodel.ledger.LedgerHeader;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.plan.SolvedNoise;

/** The folder that a run can be resumed from: its ledger and its last training state. For the training thread; close it. */
final class RunFolder implements AutoCloseable {
    private static final String LEDGER = "ledger.jsonl";
    private static final String STATE = "training-state.bin";

    private final Path folder;
    private final Ledger ledger;
    /**
     * A separate thread, which writes while the training thread computes, and which is never interrupted: an interrupt
     * closes the file that a thread is writing.
     */
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "ledger");
        thread.setDaemon(true);
        return thread;
    });

    private RunFolder(Path folder, Ledger ledger) {
        this.folder = folder;
        this.ledger = ledger;
    }

    static boolean holdsRun(Path folder) {
        return Ledger.isBegun(folder.resolve(LEDGER));
    }

    /** The noise that the run in a folder solved for when it began; empty if there is no run, or if its noise was given. */
    static Optional<SolvedNoise> solvedNoise(Path folder) {
        return holdsRun(folder)
                ? LedgerContent.read(folder.resolve(LEDGER)).header().solved()
                : Optional.empty();
    }

    static RunFolder begin(Path folder, LedgerHeader header) {
        if (!holdsRun(folder) && Files.exists(folder.resolve(STATE))) {
            throw new LedgerException(
                    "the folder " + folder + " contains the training state of a run but not its ledger, so what the "
                            + "run has spent is unknown: restore " + LEDGER + ", or choose another folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LedgerException("cannot make the folder " + folder + " (" + e + "): pass a writable folder", e);
        }
        LedgerHeader placed = header.in(FolderIdentity.of(folder));
        return new RunFolder(folder, Ledger.create(folder.resolve(LEDGER), placed)).withoutLeftovers();
    }

    /** Opens the ledger first, so that another run cannot change what is read afterwards. */
    static RunFolder open(Path folder) {
        return new RunFolder(folder, Ledger.open(folder.resolve(LEDGER))).withoutLeftovers();
    }

    private RunFolder withoutLeftovers() {
        try {
            AtomicFile.deleteLeftovers(folder.resolve(STATE));
            return this;
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(
                    "cannot clear the folder " + folder + " (" + e + "): pass a writable folder", e);
        }
    }

    /** Whether the run began in another folder, of which this one is probably a copy. */
    boolean isCopy(LedgerHeader header) {
        return header.folder()
                .filter(began -> !began.equals(FolderIdentity.of(folder)))
                .isPresent();
    }

    LedgerContent content(LedgerHeader expected) {
        LedgerContent content = LedgerContent.read(folder.resolve(LEDGER));
        check("plan", content.header().plan(), expected.plan());
        check("adjacency", content.header().adjacency(), expected.adjacency());
        check("seeded randomness", content.header().seeded(), expected.seeded());
        check("accountant of a search", inWords(content.header().search()), inWords(expected.search()));
        if (content.header().frozen().isPresent()) {
            check("weights that are not trained", content.header().frozen(), expected.frozen());
        }
        return content;
    }

    private static String inWords(Optional<String> search) {
        return search.orElse("none");
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

    /** Begins to append a record; it is on the disk when the result is complete. */
    CompletableFuture<Void> append(LedgerRecord record) {
        return CompletableFuture.runAsync(() -> ledger.append(record), writer);
    }

    /** Saves a state, after everything that was appended before. */
    void save(TrainingState state) {
        await(CompletableFuture.runAsync(() -> write(state), writer));
    }

    private void write(TrainingState state) {
        try {
            state.besideLedger(ledger.mark()).write(folder.resolve(STATE));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Waits for the pending work, even in a thread that is interrupted, and rethrows its exception. */
    static void await(CompletableFuture<Void> begun) {
        try {
            begun.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        try {
            await(CompletableFuture.runAsync(ledger::close, writer));
        } finally {
            writer.shutdown();
        }
    }
}
