package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.ExecutionMode;
import java.util.Optional;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;

/** ONNX Runtime's environment, which is shared by the whole process, and the common options of its sessions. */
final class OrtRuntime {
    private static String failure;

    private OrtRuntime() {}

    /**
     * The environment, at its default log level, which is warning.
     *
     * @throws LinkageError if there is no native library for this platform, or it cannot be loaded
     */
    static OrtEnvironment environment() {
        OrtEnvironment environment = EnvironmentStart.environment();
        try {
            environment.setTelemetry(false);
        } catch (OrtException e) {
            throw new EngineException("ONNX Runtime's telemetry cannot be switched off: " + e.getMessage(), e);
        }
        return environment;
    }

    /** The version of the native library. */
    static String version() {
        return environment().getVersion();
    }

    /** Why the native library cannot be used, if it cannot: the innermost reason. The result of the first attempt is kept. */
    static synchronized Optional<String> problem() {
        if (failure == null) {
            try {
                environment();
            } catch (LinkageError | RuntimeException e) {
                // A second attempt fails as well, but no longer with the reason.
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                failure = cause.toString();
            }
        }
        return Optional.ofNullable(failure);
    }

    /** Options for every kind of device; to be closed by the caller once the session is made. */
    static SessionOptions sessionOptions(ExecutionOptions options) throws OrtException {
        SessionOptions settings = new SessionOptions();
        try {
            // One operator after another: the parallel mode took twice as long on training steps.
            settings.setExecutionMode(ExecutionMode.SEQUENTIAL);
            settings.setIntraOpNumThreads(options.threads());
            settings.setDeterministicCompute(true);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING);
            return settings;
        } catch (OrtException | RuntimeException e) {
            settings.close();
            throw e;
        }
    }
}
