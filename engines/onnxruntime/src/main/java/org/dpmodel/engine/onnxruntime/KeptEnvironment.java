package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.dpmodel.engine.onnxruntime.capi.CoreEnvironment;
import org.dpmodel.engine.onnxruntime.capi.CoreLibrary;

/**
 * Keeps ONNX Runtime's native environment alive to the very end of the process. Its Java classes release it in a shutdown
 * hook, beside whatever still runs on it, and a run without it ends in a crash. The environment counts its references: each
 * creation after the first gives the same one, and what is taken here is never given back.
 */
final class KeptEnvironment {
    private KeptEnvironment() {}

    /** Takes a reference for this process; without one, the process may crash at its end, which is told once. */
    static void keep() {
        try {
            byJava();
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            keepByCApi(e);
        }
    }

    private static void keepByCApi(Throwable first) {
        try {
            byCApi();
        } catch (LinkageError | RuntimeException e) {
            e.addSuppressed(first);
            System.getLogger(KeptEnvironment.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "ONNX Runtime's environment cannot be kept to the end of the process, which may crash where"
                                    + " it ends during a step: end the training before, by RunContext.requestStop()",
                            e);
        }
    }

    /** The method that the Java classes call themselves: on every system, as long as they have it. */
    static void byJava() throws ReflectiveOperationException {
        Class<?> runtime = Class.forName("ai.onnxruntime.OnnxRuntime", true, OrtEnvironment.class.getClassLoader());
        Field api = runtime.getDeclaredField("ortApiHandle");
        api.setAccessible(true);
        Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
        create.setAccessible(true);
        create.invoke(
                null,
                api.getLong(null),
                OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(),
                OrtEnvironment.DEFAULT_NAME);
    }

    /** The C API, of the library that is loaded: on Linux, whatever the Java classes look like. */
    static void byCApi() {
        CoreEnvironment.create(CoreLibrary.loaded().api());
    }
}
