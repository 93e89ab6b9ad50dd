package org.dpmodel.cli.options;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.dpmodel.checkpoint.AtomicFile;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The file that a command writes for its user. An existing file is replaced atomically, unless the command reads it or
 * it is the account of a run, which could not be computed again.
 */
public final class OutputFile {
    /** A run that loses its ledger, or a search that loses its record, no longer knows what it has spent. */
    private static final Set<String> ACCOUNTS =
            Set.of("ledger.jsonl", "ledger.jsonl.lock", "training-state.bin", "choice.json", "choice.lock");

    private OutputFile() {}

    /**
     * Checks where a command will write, before any expensive work.
     *
     * @param command the command that has the option
     * @param file where to; may exist
     * @param read files that the command reads, and folders whose files it all reads
     * @throws IOException if a file cannot be looked at
     * @throws picocli.CommandLine.ParameterException if it is a folder, one of the files that are read, or the account of a run
     */
    public static void check(CommandSpec command, Path file, Path... read) throws IOException {
        if (Files.isDirectory(file)) {
            throw Usage.error(command, file + " is a folder: pass the name of a file to write");
        }
        if (!Files.exists(file)) {
            return;
        }
        for (Path input : read) {
            if (Files.exists(input) && file.toRealPath().startsWith(input.toRealPath())) {
                throw Usage.error(
                        command,
                        file + " would be replaced, but is read by this command: pass the name of another file");
            }
        }
        Path name = file.toRealPath().getFileName();
        if (name != null && ACCOUNTS.contains(name.toString())) {
            throw Usage.error(
                    command,
                    file + " would be replaced, but " + name
                            + " is where a run keeps account of what it has spent: pass the name of another file");
        }
    }

    /**
     * Writes the file. A regular file is complete or unchanged, whatever happens; others, such as {@code /dev/stdout}, are
     * written to.
     *
     * @param file where to, replaced if it exists
     * @param content all of it
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (OutputStream out = Files.newOutputStream(file)) {
                out.write(content);
            }
        } else {
            AtomicFile.write(file, content);
        }
    }
}
