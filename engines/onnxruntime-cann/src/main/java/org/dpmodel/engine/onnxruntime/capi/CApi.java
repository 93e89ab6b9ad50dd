package org.dpmodel.engine.onnxruntime.capi;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The functions of a core, and the meaning of their results. Thread-safe, like the C API. */
public final class CApi {
    private static final long OK = 0;

    private final CApiLibrary library;

    private final Map<CApiFunction, Function> functions = new EnumMap<>(CApiFunction.class);

    CApi(CApiLibrary library, Pointer table) {
        this.library = library;
        for (CApiFunction function : CApiFunction.values()) {
            Pointer address = table.getPointer(function.position() * (long) Native.POINTER_SIZE);
            functions.put(function, Function.getFunction(address));
        }
    }

    /**
     * The core that these functions belong to.
     *
     * @return the library
     */
    public CApiLibrary library() {
        return library;
    }

    /**
     * The execution providers that the core was built with.
     *
     * @return their names, for example {@code CANNExecutionProvider}
     */
    public List<String> availableProviders() {
        PointerByReference names = new PointerByReference();
        IntByReference count = new IntByReference();
        call(CApiFunction.GET_AVAILABLE_PROVIDERS, names, count);
        try {
            List<String> providers = new ArrayList<>();
            for (Pointer name : names.getValue().getPointerArray(0, count.getValue())) {
                providers.add(name.getString(0));
            }
            return providers;
        } finally {
            call(CApiFunction.RELEASE_AVAILABLE_PROVIDERS, names.getValue(), count.getValue());
        }
    }

    /** A function that returns a status. */
    Function function(CApiFunction function) {
        return functions.get(function);
    }

    /** Calls a function that returns a status. */
    void call(CApiFunction function, Object... arguments) {
        check(functions.get(function).invokeLong(arguments));
    }

    /** Calls a function that writes a pointer to its last parameter, which is not among the arguments given. */
    Pointer create(CApiFunction function, Object... arguments) {
        PointerByReference created = new PointerByReference();
        Object[] all = new Object[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = created;
        call(function, all);
        return created.getValue();
    }

    /** Calls a function that returns nothing. */
    void release(CApiFunction function, Pointer object) {
        functions.get(function).invokeVoid(new Object[] {object});
    }

    /** Throws the error of a status, and releases it. */
    void check(long status) {
        if (status != OK) {
            throw failure(new Pointer(status));
        }
    }

    private CApiException failure(Pointer status) {
        try {
            int code = functions.get(CApiFunction.GET_ERROR_CODE).invokeInt(new Object[] {status});
            Pointer text = functions.get(CApiFunction.GET_ERROR_MESSAGE).invokePointer(new Object[] {status});
            return new CApiException(code, text.getString(0, "UTF-8"));
        } finally {
            release(CApiFunction.RELEASE_STATUS, status);
        }
    }
}
