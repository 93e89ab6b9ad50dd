package org.dpmodel.engine.onnxruntime;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The NVIDIA hardware and software of this machine, as reported by the driver.
 *
 * @param driverProblem why the driver cannot be used, and how to fix it; empty if it can
 * @param cudaVersion the newest CUDA version that the driver supports, 1000 major + 10 minor; 0 if there is no driver
 * @param gpus the GPUs, in the order of their numbers
 * @param missingLibraries libraries of the CUDA toolkit and cuDNN that cannot be opened
 */
record CudaSystem(Optional<Problem> driverProblem, int cudaVersion, List<Gpu> gpus, List<String> missingLibraries) {
    private static final int NO_DEVICE = 100;
    private static final int NAME_BYTES = 256;

    /**
     * One obstacle.
     *
     * @param reason what is missing
     * @param cure what to install or set
     */
    record Problem(String reason, String cure) {}

    /**
     * A GPU.
     *
     * @param name the driver's name for it
     * @param memory in bytes
     */
    record Gpu(String name, long memory) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s, %,d MiB", name, memory >> 20);
        }
    }

    /** Copies the lists. */
    CudaSystem {
        gpus = List.copyOf(gpus);
        missingLibraries = List.copyOf(missingLibraries);
    }

    /** Inspects the machine; does not throw if libraries are missing. */
    static CudaSystem probe(CudaLibraries libraries) {
        List<String> missing = libraries.toolkit().stream()
                .filter(library -> !libraries.opens(library))
                .toList();
        try {
            return queryDriver(libraries, missing);
        } catch (LinkageError e) {
            return unusable(
                    "there is no NVIDIA driver (" + why(e, libraries.driver()) + ")",
                    "install an NVIDIA driver that supports CUDA " + CudaLibraries.CUDA_MAJOR
                            + " (on Linux 525.60.13 or newer), or start the container with its GPUs (docker run"
                            + " --gpus all)",
                    0,
                    missing);
        }
    }

    private static CudaSystem queryDriver(CudaLibraries libraries, List<String> missing) {
        CudaDriverApi driver = libraries.openDriver();
        int outcome = driver.cuInit(0);
        IntByReference version = new IntByReference();
        int versionOutcome = driver.cuDriverGetVersion(version);
        int served = versionOutcome == 0 ? version.getValue() : 0;
        IntByReference count = new IntByReference();
        if (outcome == 0) {
            outcome = driver.cuDeviceGetCount(count);
        }
        if (outcome == NO_DEVICE || (outcome == 0 && count.getValue() == 0)) {
            return unusable(
                    "the NVIDIA driver sees no GPU",
                    "check what nvidia-smi lists, and whether CUDA_VISIBLE_DEVICES hides it",
                    served,
                    missing);
        }
        if (outcome != 0) {
            return unusable(
                    "the NVIDIA driver fails with " + errorName(driver, outcome),
                    "check whether nvidia-smi works, and whether the driver's library has the version of its kernel "
                            + "module (a restart after an update fixes that)",
                    served,
                    missing);
        }
        if (served < 1000 * CudaLibraries.CUDA_MAJOR) {
            return unusable(
                    "the NVIDIA driver supports CUDA " + text(served) + ", but CUDA " + CudaLibraries.CUDA_MAJOR
                            + " is needed",
                    "install a newer driver (on Linux 525.60.13 or newer)",
                    served,
                    missing);
        }
        List<Gpu> gpus = new ArrayList<>();
        for (int i = 0; i < count.getValue(); i++) {
            gpus.add(gpu(driver, i));
        }
        return new CudaSystem(Optional.empty(), served, gpus, missing);
    }

    private static CudaSystem unusable(String reason, String cure, int served, List<String> missing) {
        return new CudaSystem(Optional.of(new Problem(reason, cure)), served, List.of(), missing);
    }

    /** Usually that the library was not found; anything else, such as a JNA that cannot be unpacked, is reported. */
    private static String why(LinkageError error, String library) {
        String message = String.valueOf(error.getMessage());
        String firstLine = message.lines().findFirst().orElse("");
        return message.contains(library) ? library + " cannot be opened" : library + ": " + firstLine;
    }

    private static Gpu gpu(CudaDriverApi driver, int ordinal) {
        IntByReference handle = new IntByReference();
        byte[] name = new byte[NAME_BYTES];
        LongByReference memory = new LongByReference();
        boolean known = driver.cuDeviceGet(handle, ordinal) == 0
                && driver.cuDeviceGetName(name, NAME_BYTES, handle.getValue()) == 0
                && driver.cuDeviceTotalMem_v2(memory, handle.getValue()) == 0;
        return known ? new Gpu(text(name), memory.getValue()) : new Gpu("a GPU that does not report its name", 0);
    }

    private static String errorName(CudaDriverApi driver, int result) {
        PointerByReference name = new PointerByReference();
        boolean known = driver.cuGetErrorName(result, name) == 0 && name.getValue() != null;
        return known ? name.getValue().getString(0) : "error " + result;
    }

    private static String text(byte[] zeroEnded) {
        int length = 0;
        while (length < zeroEnded.length && zeroEnded[length] != 0) {
            length++;
        }
        return new String(zeroEnded, 0, length, StandardCharsets.UTF_8);
    }

    private static String text(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** The newest CUDA version that the driver supports, for example {@code 12.4}. */
    String servedCuda() {
        return text(cudaVersion);
    }

    /** All obstacles, in the order in which they should be removed. */
    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        driverProblem.ifPresent(problems::add);
        if (!missingLibraries.isEmpty()) {
            problems.add(new Problem(
                    String.join(", ", missingLibraries) + " cannot be opened",
                    "install CUDA " + CudaLibraries.CUDA_MAJOR + " and cuDNN " + CudaLibraries.CUDNN_MAJOR
                            + " for it, and add their folders to LD_LIBRARY_PATH (on Windows PATH)"));
        }
        return problems;
    }
}
