package org.dpmodel.engine.onnxruntime.cann;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import org.dpmodel.engine.EngineException;

/**
 * The few functions of CANN that are called directly, not through ONNX Runtime. CANN must be initialized, which the
 * provider does.
 */
final class AscendDevices {
    private static final int OK = 0;

    private final Function count;
    private final Function set;

    AscendDevices(NativeLibrary runtime) {
        this.count = runtime.getFunction("aclrtGetDeviceCount");
        this.set = runtime.getFunction("aclrtSetDevice");
    }

    /**
     * The number of devices visible to this process, at least 1.
     *
     * @throws EngineException if there is none, or CANN does not report the number
     */
    int count() {
        IntByReference found = new IntByReference();
        int error = count.invokeInt(new Object[] {found});
        if (error != OK || found.getValue() < 1) {
            throw new EngineException("CANN sees no device (aclrtGetDeviceCount gives error " + error + " and "
                    + found.getValue()
                    + " devices): check with npu-smi info that the driver is loaded, that this user may"
                    + " use it (as a member of the group HwHiAiUser), and that ASCEND_RT_VISIBLE_DEVICES does not"
                    + " hide it");
        }
        return found.getValue();
    }

    /**
     * Makes a device the current one of the calling thread. Failures are ignored here, since closing has to continue;
     * CANN's log has them.
     */
    void enter(int ordinal) {
        set.invokeInt(new Object[] {ordinal});
    }
}
