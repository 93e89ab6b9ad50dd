package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a device, or around it, is reported with its cure; and the official engine works beside it. */
@NeedsCann
class CannDeviceTest {
    private static final String CANN = "onnxruntime:cann:0";
    private static final String CPU = "onnxruntime:cpu";

    @TempDir
    Path directory;

    private ForkedJvm probe() {
        return new ForkedJvm(directory);
    }

    private static void assertWords(String text, String... words) {
        for (String word : words) {
            assertTrue(text.contains(word), text);
        }
    }

    @Test
    void theOfficialEngineFirst() {
        ForkedJvm.Result result = probe().run("official", CPU, CANN, CPU, CANN);
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("6.0", result.value(CPU));
        assertEquals("6.0", result.value(CANN));
    }

    @Test
    void theDeviceFirst() {
        ForkedJvm.Result result = probe().run(CANN, "official", CPU, CANN);
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("6.0", result.value(CANN));
        assertEquals("1.29.0", result.value("official"));
        assertEquals("6.0", result.value(CPU));
    }

    /** Whatever the options say: kernels of half precision, and of bfloat16's eight bits. */
    @Test
    void aDeviceThatComputesTooCoarsely() {
        ForkedJvm.Result half =
                probe().environment("CANN_DOUBLE_PRECISION", "2").run(CANN, CPU);
        assertEquals(0, half.exitCode(), half.output());
        assertWords(half.value(CANN), "must compute in float32", "clipping norm would not bound");
        assertEquals("6.0", half.value(CPU));
        ForkedJvm.Result eight = probe().environment("CANN_DOUBLE_PRECISION", "4")
                .environment("CANN_DOUBLE_MANTISSA_BITS", "8")
                .run(CANN);
        assertWords(eight.value(CANN), "must compute in float32", "products");
    }

    /** CANN took its precision from somebody else's model; the driver's own options come too late, and it notices. */
    @Test
    void halfPrecisionOfAnotherPartOfTheProcess() {
        ForkedJvm.Result result = probe().run(CPU, "foreign", CANN);
        assertEquals(0, result.exitCode(), result.output());
        assertWords(result.value(CANN), "must compute in float32", "used CANN first");
        assertEquals("6.0", result.value(CPU));
    }

    @Test
    void elevenBitsInProductsAreTaken() {
        ForkedJvm.Result result =
                probe().environment("CANN_DOUBLE_PRECISION", "4").run(CANN);
        assertEquals("6.0", result.value(CANN), result.output());
    }

    @Test
    void noLibrariesOfCann() {
        ForkedJvm.Result result = probe().environment(CannToolkit.ENVIRONMENT, "")
                .environment("ASCEND_TOOLKIT_HOME", "")
                .environment("ASCEND_HOME_PATH", "")
                .environment("LD_LIBRARY_PATH", "")
                .property(CannToolkit.PROPERTY, "")
                .run(CANN, CPU);
        if (Files.exists(Path.of("/usr/local/Ascend/ascend-toolkit/latest"))) {
            System.err.println("SKIPPED: missing CANN libraries, since this machine has a toolkit in its usual place");
            return;
        }
        assertEquals(0, result.exitCode(), result.output());
        assertWords(result.value(CANN), "the CANN libraries are missing: libascendcl.so", "set_env.sh");
        assertEquals("6.0", result.value(CPU));
    }

    @Test
    void aToolkitFolderThatIsNone() {
        ForkedJvm.Result result =
                probe().property(CannToolkit.PROPERTY, directory).run(CANN);
        assertWords(result.value(CANN), directory + " holds no libascendcl.so", CannToolkit.PROPERTY);
    }

    @Test
    void noDevice() {
        ForkedJvm.Result result =
                probe().environment("CANN_DOUBLE_DEVICES", "0").run("devices", CANN, CPU);
        assertEquals(0, result.exitCode(), result.output());
        for (String line : new String[] {result.value("devices"), result.value(CANN)}) {
            assertWords(line, "CANN sees no device", "npu-smi info", "HwHiAiUser");
        }
        assertEquals("6.0", result.value(CPU));
    }

    @Test
    void aNumberThatIsTooHigh() {
        ForkedJvm.Result result =
                probe().environment("CANN_DOUBLE_DEVICES", "2").run("onnxruntime:cann:1", "onnxruntime:cann:2");
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("6.0", result.value("onnxruntime:cann:1"));
        assertWords(
                result.value("onnxruntime:cann:2"),
                "onnxruntime:cann:2 is not usable here",
                "onnxruntime:cann:0 is usable",
                "onnxruntime:cann:1 is usable");
    }

    /** This process holds the device, the other one is turned away. */
    @Test
    void aSecondProcess() throws IOException {
        Path locks = Files.createDirectory(directory.resolve("locks"));
        CannDouble.lockFolder(locks.toString());
        try (CompiledGraph held =
                Engines.device(CANN).compile(CannProbe.scaling("holding"), ExecutionOptions.defaults())) {
            ForkedJvm.Result result = probe().environment("CANN_DOUBLE_LOCK_DIR", locks.toString())
                    .run(CANN, CPU);
            assertEquals(0, result.exitCode(), result.output());
            assertWords(
                    result.value(CANN), "the device cannot be opened", "another process may hold it", "npu-smi info");
            assertEquals("6.0", result.value(CPU));
            assertEquals(2, held.inputs().size());
        } finally {
            CannDouble.reset();
        }
    }

    @Test
    void outOfMemory() {
        ForkedJvm.Result result =
                probe().environment("CANN_DOUBLE_MEMORY_LIMIT", "1000").run(CANN, CPU);
        assertEquals(0, result.exitCode(), result.output());
        assertWords(result.value(CANN), "the device's memory is exhausted", "smaller physical batch");
        assertEquals("6.0", result.value(CPU));
    }

    @Test
    void anotherHomeInTheSameProcess() {
        ForkedJvm.Result result = probe().run(CANN, "copied-home", CANN + "!", CPU);
        assertEquals(0, result.exitCode(), result.output());
        assertWords(
                result.value(CANN + "!"),
                "must stay the same for the lifetime of the process",
                "start the process again");
    }
}
