package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Memory;

/** How a session is made and run: one operator after the other, warnings logged. Close it once the session is made. */
public final class CoreSessionOptions extends CoreObject {
    /** {@code ORT_SEQUENTIAL}. */
    private static final int SEQUENTIAL = 0;

    private CoreSessionOptions(CoreApi api) {
        super(api, api.create(CoreFunction.CREATE_SESSION_OPTIONS), CoreFunction.RELEASE_SESSION_OPTIONS);
    }

    /**
     * New options.
     *
     * @param api the core's functions
     * @param threads threads of the host that work on one operator
     * @return the options
     */
    public static CoreSessionOptions create(CoreApi api, int threads) {
        CoreSessionOptions options = new CoreSessionOptions(api);
        try {
            api.call(CoreFunction.SET_SESSION_EXECUTION_MODE, options.pointer(), SEQUENTIAL);
            api.call(CoreFunction.SET_INTRA_OP_NUM_THREADS, options.pointer(), threads);
            api.call(CoreFunction.SET_SESSION_LOG_SEVERITY_LEVEL, options.pointer(), CoreEnvironment.WARNING);
            return options;
        } catch (CoreException e) {
            options.close();
            throw e;
        }
    }

    /** Refuses graphs of which any node would run on the processor beside the provider. */
    public void forbidProcessorFallback() {
        configure("session.disable_cpu_ep_fallback", "1");
    }

    private void configure(String key, String value) {
        try (Memory nativeKey = NativeText.of(key);
                Memory nativeValue = NativeText.of(value)) {
            api().call(CoreFunction.ADD_SESSION_CONFIG_ENTRY, pointer(), nativeKey, nativeValue);
        }
    }

    /**
     * Runs sessions on an Ascend device.
     *
     * @param options which device, and how
     * @throws CoreException if the provider cannot be loaded
     */
    public void append(CannProviderOptions options) {
        api().call(CoreFunction.APPEND_EXECUTION_PROVIDER_CANN, pointer(), options.pointer());
    }
}
