package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;

/** How a session is created and run: one operator after another, with warnings logged. Close it once the session is created. */
public final class CApiSessionOptions extends CApiObject {
    /** {@code ORT_SEQUENTIAL}. */
    private static final int SEQUENTIAL = 0;

    private CApiSessionOptions(CApi api) {
        super(api, api.create(CApiFunction.CREATE_SESSION_OPTIONS), CApiFunction.RELEASE_SESSION_OPTIONS);
    }

    /**
     * New options.
     *
     * @param api the core's functions
     * @param threads number of host threads that work on one operator
     * @return the options
     */
    public static CApiSessionOptions create(CApi api, int threads) {
        CApiSessionOptions options = new CApiSessionOptions(api);
        try {
            api.call(CApiFunction.SET_SESSION_EXECUTION_MODE, options.pointer(), SEQUENTIAL);
            api.call(CApiFunction.SET_INTRA_OP_NUM_THREADS, options.pointer(), threads);
            api.call(CApiFunction.SET_SESSION_LOG_SEVERITY_LEVEL, options.pointer(), CApiEnvironment.WARNING);
            return options;
        } catch (CApiException e) {
            options.close();
            throw e;
        }
    }

    /** Refuses graphs of which any node would run on the CPU instead of the provider. */
    public void forbidProcessorFallback() {
        configure("session.disable_cpu_ep_fallback", "1");
    }

    private void configure(String key, String value) {
        try (Memory nativeKey = NativeText.of(key);
                Memory nativeValue = NativeText.of(value)) {
            api().call(CApiFunction.ADD_SESSION_CONFIG_ENTRY, pointer(), nativeKey, nativeValue);
        }
    }

    /**
     * Runs sessions on an Ascend device.
     *
     * @param options which device, and how
     * @throws CApiException if the provider cannot be loaded
     */
    public void append(CannProviderOptions options) {
        api().call(CApiFunction.APPEND_EXECUTION_PROVIDER_CANN, pointer(), options.pointer());
    }
}
