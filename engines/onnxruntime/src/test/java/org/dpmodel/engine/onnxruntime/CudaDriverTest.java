package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.junit.jupiter.api.Test;

/** What the driver finds and says, over doubles of NVIDIA's driver; no GPU takes part. */
class CudaDriverTest {
    private static final Device SECOND = Device.parse("onnxruntime:cuda:1");
    private static final ExecutionOptions PLAIN = ExecutionOptions.defaults();

    private static CudaDriver driver(CudaLibraries libraries, boolean providerIncluded) {
        return new CudaDriver(libraries, () -> providerIncluded);
    }

    private static void assertMissing(CudaDriver driver, List<String> reasons, List<String> cures) {
        assertEquals(List.of(), driver.devices());
        MissingDevice missing = driver.missing().orElseThrow();
        assertEquals(DeviceKind.CUDA, missing.kind());
        for (String reason : reasons) {
            assertTrue(missing.reason().contains(reason), missing.reason());
        }
        for (String cure : cures) {
            assertTrue(missing.cure().contains(cure), missing.cure());
        }
        assertEquals(reasons.size(), missing.reason().split("; ").length, missing.reason());
        assertEquals(cures.size(), missing.cure().split("; ").length, missing.cure());
    }

    @Test
    void eachGpuIsADeviceInTheDriversOrder() {
        CudaDriver driver = driver(FakeCuda.complete("Fake A100", "Fake L4"), true);
        assertEquals(List.of(Device.parse("onnxruntime:cuda:0"), SECOND), driver.devices());
        assertEquals(Optional.empty(), driver.missing());
        assertEquals("Fake L4, 81,920 MiB, driver for CUDA 12.4", driver.description(SECOND));
        assertEquals("", driver.description(Device.parse("onnxruntime:cuda:7")));
        assertEquals("cuda", driver.graphTarget().name());
    }

    @Test
    void theOrdinaryJarIsNamedWithItsReplacement() {
        assertMissing(
                driver(FakeCuda.complete("Fake A100"), false),
                List.of("the artifact onnxruntime on the class path has no CUDA provider"),
                List.of("com.microsoft.onnxruntime:onnxruntime_gpu:1.29.0"));
    }

    @Test
    void aMachineWithoutDriverGetsAListOfWhatItLacks() {
        FakeCuda bare = new FakeCuda(false, 0, 0, List.of(), new CudaLibraries.Installed(false).toolkit());
        assertMissing(
                driver(bare, false),
                List.of(
                        "there is no NVIDIA driver (libcuda.so.1 cannot be opened)",
                        "libcudart.so.12, libcublas.so.12, libcublasLt.so.12, libcurand.so.10, libcudnn.so.9",
                        "no CUDA provider"),
                List.of("install an NVIDIA driver that supports CUDA 12", "CUDA 12 and cuDNN 9", "onnxruntime_gpu"));
    }

    @Test
    void aDriverWithoutGpuIsNotADevice() {
        FakeCuda hidden = new FakeCuda(true, 0, 12_040, List.of(), List.of());
        FakeCuda none = new FakeCuda(true, 100, 12_040, List.of(), List.of());
        for (FakeCuda machine : List.of(hidden, none)) {
            assertMissing(driver(machine, true), List.of("sees no GPU"), List.of("CUDA_VISIBLE_DEVICES"));
        }
    }

    @Test
    void aDriverThatFailsIsQuoted() {
        assertMissing(
                driver(new FakeCuda(true, 803, 12_040, List.of("Fake"), List.of()), true),
                List.of("CUDA_ERROR_NUMBER_803"),
                List.of("nvidia-smi"));
    }

    @Test
    void anOldDriverIsReportedWithWhatIsNeeded() {
        assertMissing(
                driver(new FakeCuda(true, 0, 11_080, List.of("Fake"), List.of()), true),
                List.of("supports CUDA 11.8, but CUDA 12 is needed"),
                List.of("525.60.13"));
    }

    @Test
    void aMissingLibraryIsNamedAlone() {
        assertMissing(
                driver(new FakeCuda(true, 0, 12_040, List.of("Fake"), List.of("libcudnn.so.9")), true),
                List.of("libcudnn.so.9 cannot be opened"),
                List.of("LD_LIBRARY_PATH"));
    }

    @Test
    void aLibraryOfTheSystemOpensAndAnInventedOneDoesNot() {
        CudaLibraries system = CudaLibraries.ofThisSystem();
        assertFalse(system.opens("libno_such_library_of_dpmodel.so.12"));
        String os = System.getProperty("os.name");
        String always =
                os.startsWith("Windows") ? "kernel32.dll" : os.startsWith("Mac") ? "libSystem.B.dylib" : "libc.so.6";
        assertTrue(system.opens(always), always);
    }

    /** Whatever this machine has, asking neither throws nor leaves the question open. */
    @Test
    void thisMachineIsAskedWithoutHarm() {
        CudaDriver driver = new CudaDriver();
        assertEquals(driver.devices().isEmpty(), driver.missing().isPresent());
    }

    @Test
    void defaultsRepeatAndKeepFloat32() {
        assertEquals(
                Map.of(
                        "arena_extend_strategy", "kSameAsRequested",
                        "cudnn_conv_algo_search", "HEURISTIC",
                        "use_tf32", "0"),
                CudaOptions.of(SECOND, PLAIN));
    }

    @Test
    void optionsOfTheUserWin() {
        ExecutionOptions options = PLAIN.withProviderOption("use_tf32", "1")
                .withProviderOption("cudnn_conv_algo_search", "EXHAUSTIVE")
                .withDeviceMemoryLimit(3L << 30);
        assertEquals(
                Map.of(
                        "arena_extend_strategy", "kSameAsRequested",
                        "cudnn_conv_algo_search", "EXHAUSTIVE",
                        "gpu_mem_limit", "3221225472",
                        "use_tf32", "1"),
                CudaOptions.of(SECOND, options));
    }

    @Test
    void wrongOptionsAreErrors() {
        assertRefused(PLAIN.withProviderOption("use_tf23", "1"), "no provider option use_tf23", "use_tf32");
        assertRefused(PLAIN.withProviderOption("use_tf32", "yes"), "use_tf32", "[0, 1]", "'yes'");
        assertRefused(PLAIN.withProviderOption("cudnn_conv_algo_search", "FAST"), "[DEFAULT, HEURISTIC, EXHAUSTIVE]");
        assertRefused(PLAIN.withProviderOption("gpu_mem_limit", "4G"), "gpu_mem_limit", "a number of bytes", "'4G'");
        assertRefused(PLAIN.withProviderOption("gpu_mem_limit", "0"), "a number of bytes");
        assertRefused(PLAIN.withProviderOption("device_id", "2"), "device_id", "name onnxruntime:cuda:2 instead");
        assertRefused(PLAIN.withProviderOption("user_compute_stream", "4096"), "no provider option");
        assertRefused(
                PLAIN.withProviderOption("gpu_mem_limit", "1000").withDeviceMemoryLimit(1000), "the same setting");
    }

    private static void assertRefused(ExecutionOptions options, String... words) {
        CudaDriver driver = driver(FakeCuda.complete("Fake A100", "Fake L4"), true);
        String message = assertThrows(EngineException.class, () -> driver.check(SECOND, options))
                .getMessage();
        for (String word : words) {
            assertTrue(message.contains(word), message);
        }
    }
}
