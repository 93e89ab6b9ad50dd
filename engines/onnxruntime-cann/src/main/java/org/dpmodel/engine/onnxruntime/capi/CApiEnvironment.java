package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;

/**
 * ONNX Runtime's environment: its log, and the providers that it has loaded. A core has one; its providers are shut down
 * with it. Thread-safe until it is closed, which must happen after all sessions are closed.
 */
public final class CApiEnvironment extends CApiObject {
    /** {@code ORT_LOGGING_LEVEL_WARNING}. */
    static final int WARNING = 2;

    private CApiEnvironment(CApi api, Memory name) {
        super(api, api.create(CApiFunction.CREATE_ENV, WARNING, name), CApiFunction.RELEASE_ENV);
    }

    /**
     * The environment of a core, which logs warnings.
     *
     * @param api the core's functions
     * @return the environment
     */
    public static CApiEnvironment create(CApi api) {
        try (Memory name = NativeText.of("dpmodel")) {
            return new CApiEnvironment(api, name);
        }
    }
}
