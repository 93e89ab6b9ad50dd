package org.dpmodel.engine.onnxruntime.cann;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/** What {@link ForkedJvm} runs: each argument is a thing to do, in order. Ends with 0 unless something unforeseen happens. */
final class CannProbe {
    private CannProbe() {}

    public static void main(String[] arguments) throws OrtException, IOException {
        for (String argument : arguments) {
            switch (argument) {
                case "devices" ->
                    System.out.println("devices=" + Engines.load().report().replace("\n", " | "));
                case "official" -> official();
                case "copied-home" -> copyHome();
                case "half" -> half();
                case "foreign" -> StaleModelTrap.useCannAsItComes();
                case "trap" -> StaleModelTrap.spring();
                case "stranger" -> StaleModelTrap.leaveAStranger();
                default -> run(argument);
            }
        }
        System.out.println("end=reached");
    }

    /** The official classes by themselves, without this library. */
    private static void official() throws OrtException {
        System.out.println("official=" + OrtEnvironment.getEnvironment().getVersion());
    }

    private static void half() {
        ExecutionOptions options = ExecutionOptions.defaults().withProviderOption("precision_mode", "force_fp16");
        try (CompiledGraph graph = Engines.device("onnxruntime:cann:0").compile(CannStepsTest.squares(), options)) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("x").floats().put(new float[] {300, 1.0001f});
            graph.run(inputs, outputs);
            System.out.println("mode=" + CannDouble.precisionMode());
            System.out.println(
                    "squares of 300 and 1.0001=" + outputs.get("y").floats().get(0) + " "
                            + outputs.get("y").floats().get(1));
        }
    }

    /** Names a copy of the present home from now on. */
    private static void copyHome() throws IOException {
        Path core = CannHome.of(Path.of(CannHome.named().orElseThrow())).core();
        Path copy = Files.createDirectory(Path.of("copy").toAbsolutePath());
        try (Stream<Path> libraries = Files.list(core.getParent())) {
            for (Path library : libraries
                    .filter(file -> file.toString().contains("libonnxruntime"))
                    .toList()) {
                Files.copy(library, copy.resolve(library.getFileName()));
            }
        }
        System.setProperty(CannHome.PROPERTY, copy.toString());
    }

    /** y = 3 x on a device, whose name may end with a mark; prints y for x = 2, or the error. */
    private static void run(String device) {
        try (CompiledGraph graph =
                Engines.device(device.replace("!", "")).compile(scaling("tripled"), ExecutionOptions.defaults())) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("x").floats().put(0, 2);
            inputs.get("factor").floats().put(0, 3);
            graph.run(inputs, outputs);
            System.out.println(device + "=" + outputs.get("y").floats().get(0));
        } catch (EngineException e) {
            System.out.println(device + "=" + e.getMessage().replace("\n", " | "));
        }
    }

    static OnnxModel scaling(String name) {
        ValueInfo x = new ValueInfo("x", TensorType.floats(1));
        ValueInfo factor = new ValueInfo("factor", TensorType.floats(1));
        return new OnnxModel(
                new Graph(
                        name,
                        List.of(x, factor),
                        List.of(new ValueInfo("y", TensorType.floats(1))),
                        List.of(new Node("scale", "Mul", List.of("x", "factor"), List.of("y"), Attributes.none())),
                        Map.of()),
                13);
    }
}
