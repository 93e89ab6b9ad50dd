package org.dpmodel.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The folder into which a native library is unpacked before loading. Checked when loading has failed, since the error
 * message of that failure rarely says that the folder was the cause. Immutable.
 *
 * @param folder the folder
 * @param setting how to choose another folder, for example {@code -Djava.io.tmpdir=FOLDER}
 * @param megabytes space that the library needs
 */
public record NativeFolder(Path folder, String setting, int megabytes) {
    private static final Path MOUNTS = Path.of("/proc/self/mounts");
    private static final int MOUNT_POINT = 1;
    private static final int OPTIONS = 3;
    private static final long MEGABYTE = 1_000_000;

    /**
     * The temporary folder of this process.
     *
     * @param megabytes space that the library needs
     * @return the folder that {@code java.io.tmpdir} names
     */
    public static NativeFolder temporary(int megabytes) {
        return new NativeFolder(Path.of(System.getProperty("java.io.tmpdir")), "-Djava.io.tmpdir=FOLDER", megabytes);
    }

    /**
     * What prevents a library from being loaded from the folder.
     *
     * @return part of a sentence; empty if nothing is found
     */
    public Optional<String> trouble() {
        return troubleIn(mounts());
    }

    Optional<String> troubleIn(List<String> mounts) {
        if (!Files.exists(folder)) {
            return trouble("does not exist");
        }
        if (!Files.isDirectory(folder)) {
            return trouble("is not a folder");
        }
        try {
            Path probe = Files.createTempFile(folder, "dpmodel-", ".probe");
            Files.delete(probe);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < megabytes * MEGABYTE) {
                return trouble("has " + free / MEGABYTE + " MB free, which is less than " + megabytes);
            }
        } catch (IOException e) {
            return trouble("cannot be written (" + e + ")");
        }
        return forbidsExecution(mounts)
                ? trouble("does not allow execution: it is mounted with the option noexec")
                : Optional.empty();
    }

    private Optional<String> trouble(String what) {
        return Optional.of("the folder " + folder + ", where it is unpacked, " + what);
    }

    /**
     * The requirements on the folder, and how to choose another one.
     *
     * @return part of a sentence, for a {@link MissingDevice}
     */
    public String cure() {
        return "unpack it into a folder that exists, is writable, has " + megabytes
                + " MB free and allows execution (no mount option noexec): name one with " + setting;
    }

    private static List<String> mounts() {
        try {
            return Files.exists(MOUNTS) ? Files.readAllLines(MOUNTS, StandardCharsets.UTF_8) : List.of();
        } catch (IOException e) {
            // Then the mount options are unknown, as on other systems.
            return List.of();
        }
    }

    /**
     * Whether the innermost mount that contains the folder has the option; of several mounts at one place, the last one
     * counts.
     */
    private boolean forbidsExecution(List<String> mounts) {
        Path real;
        try {
            real = folder.toRealPath();
        } catch (IOException e) {
            return false;
        }
        String[] innermost = new String[0];
        for (String mount : mounts) {
            String[] fields = mount.split(" ", -1);
            boolean holds = fields.length > OPTIONS && real.startsWith(path(fields[MOUNT_POINT]));
            if (holds && (innermost.length == 0 || depth(fields) >= depth(innermost))) {
                innermost = fields;
            }
        }
        return innermost.length > 0
                && Arrays.asList(innermost[OPTIONS].split(",", -1)).contains("noexec");
    }

    private static int depth(String[] fields) {
        return path(fields[MOUNT_POINT]).getNameCount();
    }

    /** The kernel writes a space as {@code \040}. */
    private static Path path(String written) {
        return Path.of(written.replace("\\040", " "));
    }
}
