package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.dpmodel.engine.NativeCalls;

/**
 * Creates ONNX Runtime's environment in a thread with a large stack. When it starts, release 1.29.0 matches the command
 * line of the process against a regular expression, with a recursion that takes about 300 bytes per character: on an
 * ordinary stack of 1 MiB the process crashes if the class path is longer than about 4,000 characters.
 */
final class EnvironmentStart {
    private static final int STACK_PER_CHARACTER = 1024;
    private static final int STACK_OVERHEAD = 1 << 20;

    /** Used if the system does not report the length. */
    private static final int USUAL_LENGTH = 1 << 15;

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    /** The library's own environment is global too; this avoids the thread after the first time. */
    private static volatile OrtEnvironment made;

    private EnvironmentStart() {}

    /**
     * The environment.
     *
     * @throws LinkageError as {@link OrtEnvironment#getEnvironment()}
     */
    static OrtEnvironment environment() {
        OrtEnvironment known = made;
        if (known == null) {
            // Initialized first: its hook must exist before the native library that it guards.
            NativeCalls.begin();
            try {
                known = inLargeThread();
            } finally {
                NativeCalls.end();
            }
            made = known;
        }
        return known;
    }

    private static OrtEnvironment inLargeThread() {
        CompletableFuture<OrtEnvironment> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                DjlEnvironment.startIfPresent();
                OrtEnvironment environment = OrtEnvironment.getEnvironment();
                KeptEnvironment.keep();
                result.complete(environment);
            } catch (LinkageError | RuntimeException e) {
                result.completeExceptionally(e);
            }
        };
        new Thread(null, task, "onnxruntime-start", stackSize()).start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LinkageError error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
        }
    }

    private static long stackSize() {
        try {
            long length = Files.exists(COMMAND_LINE) ? Files.readAllBytes(COMMAND_LINE).length : USUAL_LENGTH;
            return STACK_OVERHEAD + STACK_PER_CHARACTER * length;
        } catch (IOException e) {
            return STACK_OVERHEAD + (long) STACK_PER_CHARACTER * USUAL_LENGTH;
        }
    }
}
