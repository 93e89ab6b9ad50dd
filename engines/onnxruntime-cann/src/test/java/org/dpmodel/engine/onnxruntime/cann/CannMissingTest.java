package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dpmodel.engine.onnxruntime.capi.StockCore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the wheel, or with a wrong one, a user learns what is missing, and processors work as ever. */
class CannMissingTest {
    private static final String CANN = "onnxruntime:cann:0";
    private static final String CPU = "onnxruntime:cpu";

    @TempDir
    Path directory;

    private ForkedJvm without() {
        return new ForkedJvm(directory)
                .property("user.home", directory)
                .property(CannHome.PROPERTY, "")
                .environment(CannHome.ENVIRONMENT, "")
                .environment("LD_LIBRARY_PATH", "");
    }

    /** Files of the toolkit's names that the system loads. */
    private Path librariesOfNoUse() throws IOException {
        Path toolkit = Files.createDirectory(directory.resolve("toolkit"));
        Path any = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        for (String name : new String[] {"libascendcl.so", "libacl_op_compiler.so", "libfmk_onnx_parser.so"}) {
            Files.copy(any, toolkit.resolve(name));
        }
        return toolkit;
    }

    private static void assertMissing(ForkedJvm.Result result, String... words) {
        assertEquals(0, result.exitCode(), result.output());
        for (String line : new String[] {result.value("devices"), result.value(CANN)}) {
            assertTrue(line.contains("onnxruntime:cpu is usable"), line);
            assertTrue(line.contains("onnxruntime:cann is not usable"), line);
            for (String word : words) {
                assertTrue(line.contains(word), line);
            }
        }
        assertEquals("6.0", result.value(CPU));
    }

    @Test
    void nothingIsNamed() {
        ForkedJvm.Result result = without().run("devices", CANN, CPU);
        assertMissing(result, "no ONNX Runtime with the CANN provider is named", "--cann-home");
    }

    /** A class path of a real application is that long; ONNX Runtime 1.29.0 recurses over it when it starts. */
    @Test
    void aLongCommandLineIsNoCrash() {
        ForkedJvm.Result result =
                without().property("a.long.property", "x".repeat(50_000)).run(CPU);
        assertEquals(0, result.exitCode(), result.output());
        assertEquals("6.0", result.value(CPU));
    }

    /** Found without being named; its files are no libraries, which shows that it is looked at. */
    @Test
    void anInstallationIsTakenWhereNothingIsNamed() throws IOException {
        Path home = Files.createDirectories(directory.resolve(".dpmodel/cann/1.24.4"));
        for (String name : new String[] {
            "libonnxruntime.so.1.24.4", "libonnxruntime_providers_shared.so", "libonnxruntime_providers_cann.so"
        }) {
            Files.writeString(home.resolve(name), "not a library");
        }
        ForkedJvm.Result result =
                without().property(CannToolkit.PROPERTY, librariesOfNoUse()).run("devices", CANN, CPU);
        assertMissing(result, "cann/1.24.4/libonnxruntime.so.1.24.4", "cannot be loaded");
    }

    @Test
    void aFolderThatIsNone() {
        ForkedJvm.Result result = without()
                .property(CannHome.PROPERTY, directory.resolve("nowhere"))
                .run("devices", CANN, CPU);
        assertMissing(result, "nowhere is not a folder", "--cann-home");
    }

    /** The file of the official artifact, dressed up as a core with the provider. */
    @Test
    void aCoreWithoutTheProvider() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        StockCore.copyTo(home);
        Files.createFile(home.resolve("libonnxruntime_providers_shared.so"));
        Files.createFile(home.resolve("libonnxruntime_providers_cann.so"));
        ForkedJvm.Result result = without()
                .property(CannHome.PROPERTY, home)
                .property(CannToolkit.PROPERTY, librariesOfNoUse())
                .run("devices", CANN, CPU);
        assertMissing(result, "was built without the CANN provider", "CPUExecutionProvider", "--cann-home");
    }

    @Test
    void aFileThatIsNoLibrary() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        for (String name : new String[] {
            "libonnxruntime.so.1.24.4", "libonnxruntime_providers_shared.so", "libonnxruntime_providers_cann.so"
        }) {
            Files.writeString(home.resolve(name), "not a library");
        }
        ForkedJvm.Result result = without()
                .property(CannHome.PROPERTY, home)
                .property(CannToolkit.PROPERTY, directory)
                .run("devices", CANN, CPU);
        assertMissing(result, "the CANN libraries are missing", "libascendcl.so", "set_env.sh");
    }

    @Test
    void librariesThatAreNone() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        for (String name : new String[] {
            "libonnxruntime.so.1.24.4", "libonnxruntime_providers_shared.so", "libonnxruntime_providers_cann.so"
        }) {
            Files.writeString(home.resolve(name), "not a library");
        }
        ForkedJvm.Result result = without()
                .property(CannHome.PROPERTY, home)
                .property(CannToolkit.PROPERTY, librariesOfNoUse())
                .run("devices", CANN, CPU);
        assertMissing(result, "libonnxruntime.so.1.24.4", "cannot be loaded", "--cann-home");
    }
}
