package org.dpmodel.engine.onnxruntime.cann;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;

/** The little that is asked of CANN itself, beside ONNX Runtime. CANN must be initialized, which the provider does. */
final class AscendDevices {
    private final Function count;

    AscendDevices(NativeLibrary runtime) {
        this.count = runtime.getFunction("aclrtGetDeviceCount");
    }

    /** Number of devices that this process sees; 0 if CANN does not tell. */
    int count() {
        IntByReference found = new IntByReference();
        int error = count.invokeInt(new Object[] {found});
        return error == 0 ? Math.max(0, found.getValue()) : 0;
    }
}
