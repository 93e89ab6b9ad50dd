package org.dpmodel.engine.onnxruntime;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;

/**
 * A program that ends, and whose own shutdown hook still compiles and runs a graph, when ONNX Runtime's hook is long done.
 * Its argument is how the environment is kept besides: {@code java}, {@code c}, or {@code no}.
 */
final class LateRun {
    static final int EXIT_CODE = 3;
    static final String RESULT = "result ";

    private LateRun() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        if (arguments[0].equals("engine")) {
            doubled(1);
        } else {
            ai.onnxruntime.OrtEnvironment.getEnvironment();
            if (arguments[0].equals("java")) {
                KeptEnvironment.byJava();
            } else {
                KeptEnvironment.byCApi();
            }
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            System.out.println(RESULT + doubled(21));
            System.out.flush();
        }));
        System.exit(EXIT_CODE);
    }

    private static float doubled(float value) {
        OnnxModel model = new OnnxModel(
                new Graph(
                        "doubling",
                        List.of(new ValueInfo("x", TensorType.floats(1))),
                        List.of(new ValueInfo("y", TensorType.floats(1))),
                        List.of(new Node("sum", "Add", List.of("x", "x"), List.of("y"), Attributes.none())),
                        Map.of()),
                13);
        try (CompiledGraph graph = new OnnxRuntimeEngine()
                .compile(
                        model,
                        Device.cpu(OnnxRuntimeEngine.NAME),
                        ExecutionOptions.defaults().withThreads(1))) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("x").floats().put(0, value);
            graph.run(inputs, outputs);
            return outputs.get("y").floats().get(0);
        }
    }
}
