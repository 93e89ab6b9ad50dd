package org.dpmodel.engine.onnxruntime.cann;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dpmodel.engine.EngineException;

/**
 * The libraries of CANN that ONNX Runtime's provider needs. Once they are loaded the provider finds them by their names, so
 * that {@code LD_LIBRARY_PATH} need not name their folder.
 */
final class CannToolkit {
    /** System property that names the folder of the libraries, or the toolkit's with a folder {@code lib64}. */
    static final String PROPERTY = "dpmodel.cann.toolkit";

    /** Environment variable that names it if the property does not. */
    static final String ENVIRONMENT = "DPMODEL_CANN_TOOLKIT";

    static final String CURE = "install the CANN toolkit and its kernels package and source its set_env.sh, or name the"
            + " toolkit's folder by the property " + PROPERTY + " or the variable " + ENVIRONMENT;

    private static final String RUNTIME = "libascendcl.so";
    private static final List<String> LIBRARIES = List.of(RUNTIME, "libacl_op_compiler.so", "libfmk_onnx_parser.so");

    /** Variables that CANN's own set_env.sh sets. */
    private static final List<String> TOOLKIT_VARIABLES = List.of("ASCEND_TOOLKIT_HOME", "ASCEND_HOME_PATH");

    private static final Path USUAL = Path.of("/usr/local/Ascend/ascend-toolkit/latest");

    /** {@code RTLD_NOW | RTLD_NODELETE} of dlopen: the garbage collector, which closes libraries, must not unload them. */
    private static final int OPEN_FLAGS = 0x1002;

    private final List<NativeLibrary> libraries;

    private CannToolkit(List<NativeLibrary> libraries) {
        this.libraries = libraries;
    }

    /**
     * Loads the libraries: from the folder given by the user, else from that of the toolkit in the environment, else from
     * its usual place, else from where the system's loader finds them.
     *
     * @throws EngineException if one is missing or cannot be loaded
     */
    static CannToolkit load() {
        Optional<Path> named = Stream.of(System.getProperty(PROPERTY), System.getenv(ENVIRONMENT))
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(Path::of);
        if (named.isPresent()) {
            Path folder = withLibraries(named.get())
                    .orElseThrow(() -> new EngineException(
                            "the CANN libraries are missing: " + named.get() + " holds no " + RUNTIME + "; " + CURE));
            return load(folder + "/");
        }
        return TOOLKIT_VARIABLES.stream()
                .map(System::getenv)
                .filter(Objects::nonNull)
                .map(Path::of)
                .map(CannToolkit::withLibraries)
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> withLibraries(USUAL))
                .map(folder -> load(folder + "/"))
                .orElseGet(() -> load(""));
    }

    private static Optional<Path> withLibraries(Path folder) {
        return Stream.of(folder, folder.resolve("lib64"))
                .filter(place -> Files.isRegularFile(place.resolve(RUNTIME)))
                .findFirst();
    }

    private static CannToolkit load(String prefix) {
        List<NativeLibrary> libraries = new ArrayList<>();
        for (String name : LIBRARIES) {
            try {
                libraries.add(NativeLibrary.getInstance(prefix + name, Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS)));
            } catch (UnsatisfiedLinkError e) {
                throw new EngineException(
                        "the CANN libraries are missing: " + prefix + name + " cannot be loaded (" + reason(e) + "); "
                                + CURE,
                        e);
            }
        }
        return new CannToolkit(libraries);
    }

    /** The loader's message, without the places that it tried, which JNA appends on separate lines. */
    private static String reason(UnsatisfiedLinkError error) {
        return Objects.toString(error.getMessage(), "")
                .lines()
                .filter(line -> line.contains("cannot") || line.contains("undefined") || line.contains("invalid"))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    NativeLibrary runtime() {
        return libraries.get(0);
    }
}
