package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.engine.EngineException;

/**
 * A folder with an ONNX Runtime that has the CANN provider: the {@code capi} folder of the wheel {@code
 * onnxruntime-cann}, or the libraries of your own build.
 *
 * @param core the library of ONNX Runtime itself, with its providers next to it; not a link
 */
public record CannHome(Path core) {
    /** System property that names the folder. */
    public static final String PROPERTY = "dpmodel.cann.home";

    /** Environment variable that names the folder if the property does not. */
    public static final String ENVIRONMENT = "DPMODEL_CANN_HOME";

    private static final String CORE = "libonnxruntime.so";
    private static final List<String> PROVIDERS =
            List.of("libonnxruntime_providers_shared.so", "libonnxruntime_providers_cann.so");

    /** The places of the core in a wheel, installed or unpacked, and in an installed build. */
    private static final List<String> PLACES = List.of("", "capi", "onnxruntime/capi", "lib", "lib64");

    static final String CURE =
            "unpack the wheel onnxruntime-cann with dpmodel cann install, or name its folder onnxruntime/capi with "
                    + "--cann-home, the property " + PROPERTY + " or the variable " + ENVIRONMENT;

    /**
     * The folder given by the user, in the property or else in the environment.
     *
     * @return the name as it was given; empty if there is none
     */
    public static Optional<String> named() {
        return Stream.of(System.getProperty(PROPERTY), System.getenv(ENVIRONMENT))
                .filter(name -> name != null && !name.isBlank())
                .findFirst();
    }

    /**
     * The libraries in a folder.
     *
     * @param folder the folder that contains them, or that of the wheel, one or two levels above it
     * @return the libraries
     * @throws EngineException if the folder does not exist, or contains no ONNX Runtime, or one without the CANN provider
     */
    public static CannHome of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new EngineException("the CANN home " + folder + " is not a folder: " + CURE);
        }
        List<Path> cores = PLACES.stream()
                .map(folder::resolve)
                .filter(Files::isDirectory)
                .map(CannHome::cores)
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseThrow(() -> new EngineException("the CANN home " + folder + " holds no " + CORE
                        + ", nor does a folder of a wheel in it: " + CURE));
        if (cores.size() > 1) {
            throw new EngineException(
                    "the CANN home " + folder + " must hold one ONNX Runtime, found " + cores + ": remove the others");
        }
        Path core = cores.get(0);
        for (String provider : PROVIDERS) {
            if (!Files.isRegularFile(core.resolveSibling(provider))) {
                throw new EngineException("the ONNX Runtime " + core + " has no CANN provider, " + provider
                        + " is not next to it: it is a different build; " + CURE);
            }
        }
        return new CannHome(core);
    }

    /** The core looks for its providers in the folder of its own file, so links are followed first. */
    private static List<Path> cores(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isCore(file.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .map(CannHome::real)
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EngineException("the CANN home " + folder + " cannot be read (" + e + "): make it readable", e);
        }
    }

    private static boolean isCore(String name) {
        return name.equals(CORE) || name.startsWith(CORE + ".");
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new EngineException(file + " cannot be read (" + e + "): make it readable", e);
        }
    }
}
