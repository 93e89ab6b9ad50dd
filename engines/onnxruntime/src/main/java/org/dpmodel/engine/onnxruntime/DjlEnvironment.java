package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import org.dpmodel.loading.ContextLoader;

/**
 * Lets the Deep Java Library create ONNX Runtime's environment if its engine OnnxRuntime is on the class path. A process
 * has one environment; DJL insists on creating it, with its own thread settings, and fails permanently if there already
 * is one, while our engine works with any environment, since its sessions have their own threads.
 */
final class DjlEnvironment {
    private static final String PROVIDER = "ai.djl.onnxruntime.engine.OrtEngineProvider";
    private static final String NO_TELEMETRY = "OPT_OUT_TRACKING";

    private DjlEnvironment() {}

    /** Starts DJL's engine if it exists and there is no environment yet; DJL reports any problem when it is used. */
    static void startIfPresent() {
        ContextLoader.seeing(DjlEnvironment.class, () -> {
            try {
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                Class<?> provider = Class.forName(PROVIDER, false, loader);
                if (!exists()) {
                    start(provider);
                }
            } catch (ReflectiveOperationException | LinkageError e) {
                // DJL's engine does not exist, or cannot be used.
                return false;
            }
            return true;
        });
    }

    private static void start(Class<?> provider) throws ReflectiveOperationException {
        if (System.getProperty(NO_TELEMETRY) == null) {
            System.setProperty(NO_TELEMETRY, "true");
        }
        try {
            provider.getMethod("getEngine")
                    .invoke(provider.getDeclaredConstructor().newInstance());
        } catch (InvocationTargetException e) {
            System.getLogger(DjlEnvironment.class.getName())
                    .log(System.Logger.Level.DEBUG, "DJL's engine OnnxRuntime does not start", e.getCause());
        }
    }

    /** A second start of DJL's engine would fail, and leave behind a class that cannot be used. */
    private static boolean exists() throws ReflectiveOperationException {
        Field instance = OrtEnvironment.class.getDeclaredField("INSTANCE");
        instance.setAccessible(true);
        return instance.get(null) != null;
    }
}
