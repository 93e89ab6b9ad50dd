package org.dpmodel.engine.pytorch;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Utils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dpmodel.engine.NativeCalls;
import org.dpmodel.engine.NativeFolder;
import org.dpmodel.loading.ContextLoader;

/** DJL's PyTorch engine, which is shared by the whole process. */
final class PyTorchRuntime {
    /** DJL's name of its engine. */
    static final String ENGINE = "PyTorch";

    /** The unpacked size of the CPU artifacts. */
    private static final int LIBRARY_MEGABYTES = 450;

    private static Engine engine;
    private static String failure;

    private PyTorchRuntime() {}

    /** Why the native library cannot be used, if it cannot. Loads it when first called; the result is kept. */
    static synchronized Optional<String> problem() {
        if (engine == null && failure == null) {
            NativeCalls.begin();
            try {
                engine = start();
            } catch (LinkageError | RuntimeException e) {
                // A second attempt fails as well, but no longer with the reason.
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                failure = cause.toString();
            } finally {
                NativeCalls.end();
            }
        }
        return Optional.ofNullable(failure);
    }

    private static Engine start() {
        setUnlessSet("ai.djl.offline");
        setUnlessSet("OPT_OUT_TRACKING");
        // DJL looks for its engines once per process, with the class loader of whichever thread comes first.
        return ContextLoader.seeing(PyTorchRuntime.class, () -> Engine.getEngine(ENGINE));
    }

    /** Where DJL unpacks the library: its cache folder, or the nearest existing folder above it. */
    static NativeFolder folder() {
        Path cache = Utils.getCacheDir().toAbsolutePath();
        while (!Files.exists(cache) && cache.getParent() != null) {
            cache = cache.getParent();
        }
        boolean unpacked = Files.exists(Utils.getCacheDir().resolve("pytorch"));
        return new NativeFolder(cache, "the environment variable DJL_CACHE_DIR", unpacked ? 0 : LIBRARY_MEGABYTES);
    }

    private static void setUnlessSet(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }

    /** The library and its version; without the version if it cannot be loaded. */
    static synchronized String version() {
        return problem().isEmpty() ? ENGINE + " " + engine.getVersion() + " through DJL" : ENGINE;
    }

    /** Whether the library was built for CUDA; false if it cannot be loaded. */
    static synchronized boolean hasCuda() {
        return problem().isEmpty() && engine.hasCapability(StandardCapabilities.CUDA);
    }

    /** The number of GPUs that can be used. */
    static synchronized int cudaDevices() {
        return hasCuda() ? engine.getGpuCount() : 0;
    }

    /**
     * Sets how many threads share the work of an operator that this thread calls. PyTorch keeps the number for each
     * calling thread, but its matrix products keep it for the process: two graphs with different numbers that run at the
     * same time may affect each other there.
     */
    static void useThreads(int threads) {
        if (JniUtils.getNumThreads() != threads) {
            JniUtils.setNumThreads(threads);
        }
    }
}
