package org.dpmodel.engine.onnxruntime;

import com.sun.jna.Library;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of NVIDIA's CUDA driver API that list devices; they take no device memory. Names and signatures are those
 * of {@code cuda.h}. Each returns a {@code CUresult}, 0 for success.
 */
interface CudaDriverApi extends Library {
    /** Every other function may be called only after this one. */
    int cuInit(int flags);

    /** The newest CUDA version that the driver supports, 1000 major + 10 minor. */
    int cuDriverGetVersion(IntByReference version);

    /** The number of GPUs; the environment variable CUDA_VISIBLE_DEVICES may hide some. */
    int cuDeviceGetCount(IntByReference count);

    /** The handle of the GPU with a number. */
    int cuDeviceGet(IntByReference handle, int ordinal);

    /** The name of a GPU, ended by a zero byte. */
    int cuDeviceGetName(byte[] name, int length, int handle);

    /** The memory of a GPU in bytes. */
    int cuDeviceTotalMem_v2(LongByReference bytes, int handle);

    /** The name of a result, for example {@code CUDA_ERROR_NO_DEVICE}; the memory belongs to the driver. */
    int cuGetErrorName(int result, PointerByReference name);
}
