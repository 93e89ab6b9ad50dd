package org.dpmodel.engine.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.dpmodel.engine.EngineException;
import org.dpmodel.loading.ContextLoader;

/** The engine of the Deep Java Library that provides the arrays. */
final class DjlRuntime {
    private DjlRuntime() {}

    /**
     * Why no engine can be used, if none can. Tests an addition, since DJL also has engines without their own arrays.
     *
     * @return the innermost reason
     */
    static Optional<String> problem() {
        try (NDManager manager = engine().newBaseManager(Device.cpu())) {
            float sum = manager.create(1f).add(manager.create(1f)).toFloatArray()[0];
            return sum == 2 ? Optional.empty() : Optional.of("its arrays add 1 and 1 to " + sum);
        } catch (LinkageError | RuntimeException | StackOverflowError e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return Optional.of(cause.toString());
        }
    }

    /**
     * The engine that the system property {@value DjlEngine#ENGINE_PROPERTY} names, or DJL's default.
     *
     * @throws EngineException if there is none that has arrays of its own
     */
    static Engine engine() {
        setUnlessSet("ai.djl.offline");
        setUnlessSet("OPT_OUT_TRACKING");
        // DJL looks for its engines once per process, with the class loader of whichever thread comes first.
        return ContextLoader.seeing(DjlRuntime.class, DjlRuntime::named);
    }

    private static Engine named() {
        String name = System.getProperty(DjlEngine.ENGINE_PROPERTY);
        if (name != null && !Engine.hasEngine(name)) {
            throw new EngineException("system property " + DjlEngine.ENGINE_PROPERTY
                    + " must name an engine of the Deep Java Library, found " + name
                    + ": the engines on the class path are "
                    + Engine.getAllEngines());
        }
        Engine engine = name == null ? Engine.getInstance() : Engine.getEngine(name);
        if (engine == null) {
            throw new EngineException("no engine of the Deep Java Library is on the class path");
        }
        return engine;
    }

    /** The engine and its version, if there is one. */
    static String version() {
        Engine engine = engine();
        return engine.getEngineName() + " " + engine.getVersion() + " by the Deep Java Library";
    }

    private static void setUnlessSet(String property) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, "true");
        }
    }
}
