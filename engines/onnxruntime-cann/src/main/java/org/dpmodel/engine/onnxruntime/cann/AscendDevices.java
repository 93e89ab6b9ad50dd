package org.dpmodel.engine.onnxruntime.cann;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import org.dpmodel.engine.EngineException;

/** The little that is asked of CANN itself, beside ONNX Runtime. CANN must be initialized, which the provider does. */
final class AscendDevices {
    private static final int OK = 0;

    private final Function count;
    private final Function set;

    AscendDevices(NativeLibrary runtime) {
        this.count = runtime.getFunction("aclrtGetDeviceCount");
        this.set = runtime.getFunction("aclrtSetDevice");
    }

    /**
     * Number of devices that this process sees, at least 1.
     *
     * @throws EngineException if there is none, or CANN does not tell
     */
    int count() {
        IntByReference found = new IntByReference();
        int error = count.invokeInt(new Object[] {found});
        if (error != OK || found.getValue() < 1) {
            throw new EngineException("CANN sees no device (aclrtGetDeviceCount gives error " + error + " and "
                    + found.getValue() + " devices): check with npu-smi info that the driver is loaded and that this"
                    + " user may use it, which its group HwHiAiUser does, and that ASCEND_RT_VISIBLE_DEVICES does not"
                    + " hide it");
        }
        return found.getValue();
    }

    /**
     * Makes a device that of the calling thread. A failure is left to what follows: closing has to go on, and CANN's log
     * has it.
     */
    void enter(int ordinal) {
        set.invokeInt(new Object[] {ordinal});
    }
}
