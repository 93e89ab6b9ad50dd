package org.dpmodel.engine.onnxruntime;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A double of a machine with an NVIDIA driver.
 *
 * @param driverThere whether the driver's library can be opened
 * @param initResult what cuInit returns
 * @param version what the driver serves
 * @param names names of the GPUs
 * @param absent libraries that cannot be opened
 */
record FakeCuda(boolean driverThere, int initResult, int version, List<String> names, List<String> absent)
        implements CudaLibraries {
    private static final long MEMORY = 80L << 30;

    static FakeCuda complete(String... names) {
        return new FakeCuda(true, 0, 12_040, List.of(names), List.of());
    }

    @Override
    public String driver() {
        return "libcuda.so.1";
    }

    @Override
    public List<String> toolkit() {
        return new Installed(false).toolkit();
    }

    @Override
    public boolean opens(String library) {
        return !absent.contains(library);
    }

    @Override
    public CudaDriverApi openDriver() {
        if (!driverThere) {
            throw new UnsatisfiedLinkError("Unable to load library 'libcuda.so.1':\nno such file");
        }
        return new Driver();
    }

    private final class Driver implements CudaDriverApi {
        @Override
        public int cuInit(int flags) {
            return initResult;
        }

        @Override
        public int cuDriverGetVersion(IntByReference found) {
            found.setValue(version);
            return 0;
        }

        @Override
        public int cuDeviceGetCount(IntByReference count) {
            count.setValue(names.size());
            return 0;
        }

        @Override
        public int cuDeviceGet(IntByReference handle, int ordinal) {
            handle.setValue(1000 + ordinal);
            return 0;
        }

        @Override
        public int cuDeviceGetName(byte[] name, int length, int handle) {
            byte[] bytes = names.get(handle - 1000).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(bytes, 0, name, 0, bytes.length);
            return 0;
        }

        @Override
        public int cuDeviceTotalMem_v2(LongByReference bytes, int handle) {
            bytes.setValue(MEMORY);
            return 0;
        }

        @Override
        public int cuGetErrorName(int result, PointerByReference name) {
            Memory text = new Memory(64);
            text.setString(0, "CUDA_ERROR_NUMBER_" + result);
            name.setValue(text);
            return 0;
        }
    }
}
