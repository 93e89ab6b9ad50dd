package org.dpmodel.engine.onnxruntime.cann;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.onnxruntime.capi.CApi;
import org.dpmodel.engine.onnxruntime.capi.CApiCompiledGraph;
import org.dpmodel.engine.onnxruntime.capi.CApiEnvironment;
import org.dpmodel.engine.onnxruntime.capi.CApiLibrary;
import org.dpmodel.engine.onnxruntime.capi.CApiSessionOptions;
import org.dpmodel.engine.onnxruntime.capi.CannProviderOptions;

/** Models that differ in a constant alone, in a folder where compiled models lie about. */
final class StaleModelTrap {
    /** As the provider comes, but for the precision, which a process has once. */
    private static final Map<String, String> OF_PROVIDER = Map.of(
            "device_id",
            "0",
            CannOptions.PRECISION,
            CannOptions.EXACT,
            CannOptions.IMPLEMENTATIONS,
            CannOptions.PRECISE);

    private StaleModelTrap() {}

    /** The provider with its own settings, then the driver, each with one constant and then with another. */
    static void spring() {
        CannToolkit.load();
        CApi api = CApiLibrary.load(
                        CannHome.of(Path.of(CannHome.named().orElseThrow())).core())
                .api();
        CApiEnvironment environment = CApiEnvironment.create(api);
        for (int constant : new int[] {1, 2}) {
            try (CApiSessionOptions options = CApiSessionOptions.create(api, 1);
                    CannProviderOptions provider = CannProviderOptions.create(api, OF_PROVIDER)) {
                options.append(provider);
                print(
                        "provider with constant " + constant,
                        CApiCompiledGraph.create(
                                environment,
                                "the trap",
                                CannStepsTest.plus(constant),
                                options,
                                (activity, failure) -> new EngineException(activity + failure.getMessage(), failure)));
            }
        }
        for (int constant : new int[] {1, 2}) {
            print("driver with constant " + constant, compile(constant));
        }
    }

    /** Another part of the process compiles a model first, in CANN's default precision. */
    static void useCannAsItComes() {
        CannToolkit.load();
        CApi api = CApiLibrary.load(
                        CannHome.of(Path.of(CannHome.named().orElseThrow())).core())
                .api();
        CApiEnvironment environment = CApiEnvironment.create(api);
        try (CApiSessionOptions options = CApiSessionOptions.create(api, 1);
                CannProviderOptions provider =
                        CannProviderOptions.create(api, Map.of("device_id", "0", "dump_om_model", "0"))) {
            options.append(provider);
            CApiCompiledGraph.create(
                            environment,
                            "foreign",
                            CannStepsTest.plus(1),
                            options,
                            (activity, failure) -> new EngineException(activity + failure.getMessage(), failure))
                    .close();
        }
    }

    /** A file of the name that the driver's model has. */
    static void leaveAStranger() throws IOException {
        compile(1).close();
        String name = CannDouble.graphName();
        Files.createFile(Path.of("CANNExecutionProvider_" + name + "_1_0_static_2.om"));
        try {
            compile(1).close();
            System.out.println("stranger=taken");
        } catch (EngineException e) {
            System.out.println("stranger=" + e.getMessage());
        }
    }

    private static CompiledGraph compile(int constant) {
        return Engines.device("onnxruntime:cann:0").compile(CannStepsTest.plus(constant), ExecutionOptions.defaults());
    }

    private static void print(String name, CompiledGraph compiled) {
        try (CompiledGraph graph = compiled) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("x").floats().put(0, 1);
            graph.run(inputs, outputs);
            System.out.println(name + "=" + outputs.get("y").floats().get(0));
        }
    }
}
