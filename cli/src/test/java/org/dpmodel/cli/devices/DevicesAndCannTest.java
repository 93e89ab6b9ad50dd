package org.dpmodel.cli.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.cli.Execution;
import org.dpmodel.cli.options.CannFolders;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.step.PortableTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesAndCannTest {
    /** Has a GPU and lacks an NPU. */
    private static final class Pretended implements Engine {
        @Override
        public String name() {
            return "pretended";
        }

        @Override
        public String version() {
            return "Pretended 1.2";
        }

        @Override
        public List<Device> devices() {
            return List.of(Device.parse("pretended:cuda:0"));
        }

        @Override
        public String description(Device device) {
            return "Imaginary GPU, 80 GiB";
        }

        @Override
        public List<MissingDevice> missing() {
            return List.of(new MissingDevice(
                    "pretended", DeviceKind.CANN, "word ".repeat(40) + "end", "install libascendcl.so"));
        }

        @Override
        public GraphTarget graphTarget(Device device) {
            return PortableTarget.target();
        }

        @Override
        public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
            throw new AssertionError("nothing is compiled here");
        }
    }

    @AfterEach
    void forgetFolders() {
        System.clearProperty(CannFolders.HOME);
        System.clearProperty(CannFolders.TOOLKIT);
    }

    @Test
    void theTextTellsVersionsDevicesReasonsAndCures() {
        String text = new DeviceReport(Engines.of(new Pretended())).toText();
        assertTrue(text.contains("\npretended (Pretended 1.2)\n"), text);
        assertTrue(text.contains("\n  pretended:cuda:0 is usable: Imaginary GPU, 80 GiB\n"), text);
        assertTrue(text.contains("\n  pretended:cann is not usable\n      missing  word word"), text);
        assertTrue(text.contains("\n      cure     install libascendcl.so\n"), text);
        assertTrue(
                text.contains("\npytorch is not on the class path\n      cure     in a clone, name a device of it"),
                text);
        assertTrue(text.endsWith("--engine pretended:cuda:0\n"), text);
        text.lines().forEach(line -> assertTrue(line.length() <= 110, line));
        assertTrue(text.contains("\n               word"), text);
    }

    @Test
    void withoutAnyDeviceItSaysSo() {
        assertTrue(new DeviceReport(Engines.of()).toText().contains("No device is usable"));
    }

    @Test
    void theJsonHasTheSame() throws IOException {
        JsonNode engine = new ObjectMapper()
                .readTree(new DeviceReport(Engines.of(new Pretended())).toJson())
                .get("engines")
                .get(0);
        assertEquals("Pretended 1.2", engine.get("version").asText());
        assertEquals("cuda", engine.get("devices").get(0).get("kind").asText());
        assertEquals("cann", engine.get("missing").get(0).get("kind").asText());
        assertEquals(
                "install libascendcl.so",
                engine.get("missing").get(0).get("cure").asText());
    }

    @Test
    void thisMachineIsListed() throws IOException {
        String text = Execution.of("devices").succeeds().out();
        assertTrue(text.contains("onnxruntime (ONNX Runtime 1."), text);
        assertTrue(text.contains("  onnxruntime:cpu is usable: "), text);
        assertTrue(text.contains("onnxruntime:cuda"), text);
        JsonNode json = new ObjectMapper()
                .readTree(Execution.of("devices", "--json").succeeds().out());
        assertEquals("onnxruntime:cpu", json.at("/engines/0/devices/0/name").asText(), json.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--device-memory 1G|--device-memory has no effect on onnxruntime:cpu",
                "--device-memory many|--device-memory",
                "--device-memory 0|'0'",
                "--device-memory 9999999999T|--device-memory",
                "--engine-option use_tf32=1|no provider options",
                "--engine-option use_tf32|NAME=VALUE",
                "--engine onnxruntime:cuda:0 --engine-option use_tf23=1|no provider option use_tf23",
                "--engine onnxruntime:cuda:0 --engine-option use_tf32=2|must be one of [0, 1], found '2'",
                "--engine onnxruntime:cuda:0 --engine-option gpu_mem_limit=1 --device-memory 1G|are the same setting",
                "--cann-home no/such/folder|--cann-home must be a folder",
                "--cann-toolkit no/such/folder|--cann-toolkit must be a folder"
            })
    void wrongOptionsOfDevicesAreUsageErrors(String line) {
        String[] parts = line.split("\\|", -1);
        for (String command : new String[] {"train", "selfcheck", "benchmark", "evaluate no.onnx"}) {
            Execution.of((command + " " + parts[0]).split(" ")).isUsageError(parts[1]);
        }
    }

    @Test
    void folderOptionsReachTheDriver(@TempDir Path folder) {
        Execution.of("devices", "--cann-home", folder.toString(), "--cann-toolkit", folder.toString())
                .succeeds();
        assertEquals(folder.toAbsolutePath().toString(), System.getProperty(CannFolders.HOME));
        assertEquals(folder.toAbsolutePath().toString(), System.getProperty(CannFolders.TOOLKIT));
    }

    @Test
    void cannAloneExplainsItself() {
        String help = Execution.of("cann").succeeds().out();
        assertTrue(help.contains("install") && help.contains("pip download"), help);
        assertNull(System.getProperty(CannFolders.HOME));
    }

    @Test
    void aFileThatIsNoWheelIsAFailure(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("some.whl"), "no zip");
        Execution.of(
                        "cann",
                        "install",
                        text.toString(),
                        "--into",
                        folder.resolve("new").toString())
                .fails("some.whl is not a wheel");
        Execution.of("cann", "install", folder.resolve("none.whl").toString()).fails("does not exist");
        assertFalse(Files.exists(folder.resolve("new")));
        Execution.of("cann", "install").isUsageError("WHEEL");
    }
}
