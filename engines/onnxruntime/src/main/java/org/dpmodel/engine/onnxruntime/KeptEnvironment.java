package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;

/**
 * Keeps ONNX Runtime's native environment alive until the very end of the process. Its Java classes release it in a
 * shutdown hook, even if something still runs on it, and a run without it crashes. The environment is reference-counted:
 * each creation after the first returns the same one, and the reference taken here is never released.
 */
final class KeptEnvironment {
    /**
     * {@code RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE} of dlopen: only a library that the process has already loaded, and
     * permanently.
     */
    private static final int LOADED_ONLY = 0x1006;

    /** Every release supports the first version of its C API. */
    private static final int API_VERSION = 1;

    /** Positions in {@code OrtApiBase} and {@code OrtApi}, which only grow at their ends. */
    private static final int GET_API = 0;

    private static final int CREATE_ENV = 3;

    private KeptEnvironment() {}

    /** Takes a reference for this process; without one, the process may crash at its end, which is reported once. */
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
                            "ONNX Runtime's environment cannot be kept until the end of the process, which may crash "
                                    + "if it ends during a step: stop the training first, with "
                                    + "RunContext.requestStop()",
                            e);
        }
    }

    /** Uses the method that the Java classes call themselves: works on every system, as long as they have it. */
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

    /** Uses the C API of the loaded library: works on Linux, whatever the Java classes look like. */
    static void byCApi() {
        Pointer base = NativeLibrary.getInstance("libonnxruntime.so.1", Map.of(Library.OPTION_OPEN_FLAGS, LOADED_ONLY))
                .getFunction("OrtGetApiBase")
                .invokePointer(new Object[0]);
        Pointer api = entry(base, GET_API).invokePointer(new Object[] {API_VERSION});
        int level = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue();
        Pointer status = entry(api, CREATE_ENV)
                .invokePointer(new Object[] {level, OrtEnvironment.DEFAULT_NAME, new PointerByReference()});
        if (status != null) {
            throw new IllegalStateException("the C API of ONNX Runtime created no environment");
        }
    }

    private static Function entry(Pointer table, int position) {
        return Function.getFunction(table.getPointer(position * (long) Native.POINTER_SIZE));
    }
}
