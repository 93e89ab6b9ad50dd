package org.dpmodel.engine.onnxruntime.cann;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.util.Optional;

/** The little that is asked of CANN itself, beside ONNX Runtime. CANN must be initialized, which the provider does. */
final class AscendDevices {
    private final Function count;
    private final Function message;

    AscendDevices(NativeLibrary runtime) {
        this.count = runtime.getFunction("aclrtGetDeviceCount");
        this.message = runtime.getFunction("aclGetRecentErrMsg");
    }

    /** Number of devices that this process sees; 0 if CANN does not tell. */
    int count() {
        IntByReference found = new IntByReference();
        int error = count.invokeInt(new Object[] {found});
        return error == 0 ? Math.max(0, found.getValue()) : 0;
    }

    /** What CANN last reported in this thread, if the provider has not fetched it already. */
    Optional<String> recentError() {
        Pointer text = message.invokePointer(new Object[0]);
        return Optional.ofNullable(text)
                .map(it -> it.getString(0, "UTF-8").strip())
                .filter(it -> !it.isEmpty());
    }
}
