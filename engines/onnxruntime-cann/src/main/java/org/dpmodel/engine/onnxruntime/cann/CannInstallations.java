package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The unpacked CANN providers of a user: one folder for each version, named after it. The newest complete one is used by
 * default.
 *
 * @param root the folder of these folders; it need not exist
 */
public record CannInstallations(Path root) {
    /** The core of ONNX Runtime: {@code libonnxruntime.so} with or without a version. */
    private static final Pattern CORE = Pattern.compile("libonnxruntime\\.so(\\.[0-9]+)*");

    private static final List<String> PROVIDERS =
            List.of("libonnxruntime_providers_cann.so", "libonnxruntime_providers_shared.so");

    private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)*");

    /**
     * Checks that there is a folder.
     *
     * @param root the folder of these folders
     */
    public CannInstallations {
        Objects.requireNonNull(root, "root");
    }

    /**
     * Those of the user who runs this program: {@code ~/.dpmodel/cann}.
     *
     * @return the installations
     */
    public static CannInstallations ofUser() {
        return new CannInstallations(Path.of(System.getProperty("user.home"), ".dpmodel", "cann"));
    }

    /**
     * Where a version belongs.
     *
     * @param version for example {@code 1.24.4}
     * @return its folder; it need not exist
     * @throws IllegalArgumentException if the version is not a list of numbers, and so not a folder name
     */
    public Path folder(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException(
                    "version must be numbers with dots between, such as 1.24.4, found '" + version + "'");
        }
        return root.resolve(version);
    }

    /**
     * The installation to use.
     *
     * @return the folder of the newest version that has all libraries; empty if there is none, or the root cannot be read
     */
    public Optional<Path> newest() {
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder ->
                            VERSION.matcher(folder.getFileName().toString()).matches())
                    .filter(CannInstallations::isComplete)
                    .max(Comparator.comparing(
                            folder -> numbers(folder.getFileName().toString()), Arrays::compare));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a folder has the three libraries: the core, the CANN provider, and the library that they share.
     *
     * @param folder an unpacked wheel, the {@code capi} folder of an installed one, or your own build
     * @return true if all three exist; does not check whether they can be loaded
     */
    public static boolean isComplete(Path folder) {
        return core(folder).isPresent()
                && PROVIDERS.stream().allMatch(library -> Files.isRegularFile(folder.resolve(library)));
    }

    /**
     * The core of ONNX Runtime in a folder.
     *
     * @param folder where to look, not below it
     * @return the file with the longest name, which is the one with the full version and not a link if there are several
     */
    public static Optional<Path> core(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isCore(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .max(Comparator.comparing(
                            (Path file) -> file.getFileName().toString().length()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a file's name is that of the core. */
    static boolean isCore(String name) {
        return CORE.matcher(name).matches();
    }

    /** Whether a file's name is that of one of the three libraries. */
    static boolean isLibrary(String name) {
        return isCore(name) || PROVIDERS.contains(name);
    }

    /** The libraries besides the core. */
    static List<String> providers() {
        return PROVIDERS;
    }

    private static int[] numbers(String version) {
        // Numbers that overflow are not versions of a release: they count as the largest.
        return Stream.of(version.split("\\."))
                .mapToInt(part -> part.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(part))
                .toArray();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
