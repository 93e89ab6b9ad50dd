package org.dpmodel.engine.onnxruntime;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.List;

/** The NVIDIA libraries that ONNX Runtime's CUDA provider opens, by their names on one system. */
interface CudaLibraries {
    /** The CUDA version that the provider of ONNX Runtime 1.29.0 is built for. */
    int CUDA_MAJOR = 12;

    /** The cuDNN that it opens. */
    int CUDNN_MAJOR = 9;

    /** The driver's own library, which comes with the driver. */
    String driver();

    /** The libraries of the CUDA toolkit and cuDNN. */
    List<String> toolkit();

    /**
     * Opens the driver's library.
     *
     * @throws LinkageError if it does not exist
     */
    CudaDriverApi openDriver();

    /** Whether a library can be opened, with its own dependencies. */
    boolean opens(String library);

    /**
     * Those of this system, searched for as the system's loader does.
     *
     * <p>The names are the NEEDED entries of {@code libonnxruntime_providers_cuda.so} in {@code onnxruntime_gpu} 1.29.0
     * (and the imports of its Windows counterpart). cuDNN is not among them: the provider opens it by name when the
     * session begins. cuFFT and NVRTC, which it also opens by name, serve operators that no graph of ours has.
     */
    static CudaLibraries ofThisSystem() {
        return new Installed(System.getProperty("os.name").startsWith("Windows"));
    }

    /**
     * What is installed.
     *
     * @param windows whether names are those of Windows
     */
    record Installed(boolean windows) implements CudaLibraries {
        @Override
        public String driver() {
            return windows ? "nvcuda.dll" : "libcuda.so.1";
        }

        @Override
        public List<String> toolkit() {
            return windows
                    ? List.of("cudart64_12.dll", "cublas64_12.dll", "cublasLt64_12.dll", "cudnn64_9.dll")
                    : List.of(
                            "libcudart.so.12",
                            "libcublas.so.12",
                            "libcublasLt.so.12",
                            "libcurand.so.10",
                            "libcudnn.so.9");
        }

        @Override
        public CudaDriverApi openDriver() {
            return Native.load(driver(), CudaDriverApi.class);
        }

        @Override
        public boolean opens(String library) {
            try (NativeLibrary opened = NativeLibrary.getInstance(library)) {
                return opened != null;
            } catch (LinkageError e) {
                return false;
            }
        }
    }
}
