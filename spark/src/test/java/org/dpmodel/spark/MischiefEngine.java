package org.dpmodel.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.engine.Tensors;
import org.dpmodel.engine.onnxruntime.OnnxRuntimeEngine;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.lowering.GraphTarget;

/** ONNX Runtime, whose runs fail, are slow, or take their process along, once for each file that a test puts into a folder. */
public final class MischiefEngine implements Engine {
    static final String FOLDER = "dpmodel.mischief";
    private static final long SECONDS_OF_SLOWNESS = 30;

    private final Engine inner = new OnnxRuntimeEngine();

    private static Device real() {
        return Device.cpu("onnxruntime");
    }

    @Override
    public String name() {
        return "mischief";
    }

    @Override
    public List<Device> devices() {
        return System.getProperty(FOLDER) == null ? List.of() : List.of(Device.cpu("mischief"));
    }

    @Override
    public List<MissingDevice> missing() {
        return List.of();
    }

    @Override
    public GraphTarget graphTarget(Device device) {
        return inner.graphTarget(real());
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        CompiledGraph graph = inner.compile(model, real(), options);
        return new CompiledGraph() {
            @Override
            public List<ValueInfo> inputs() {
                return graph.inputs();
            }

            @Override
            public List<ValueInfo> outputs() {
                return graph.outputs();
            }

            @Override
            public void run(Tensors inputs, Tensors outputs) {
                graph.run(inputs, outputs);
                if (onExecutor() && Files.exists(Path.of(System.getProperty(FOLDER), "other-bits"))) {
                    outputs.asMap().values().stream()
                            .filter(tensor -> tensor.type().dataType() == DataType.FLOAT)
                            .forEach(tensor -> disturb(tensor.floats()));
                }
                if (taken("fail-1") || taken("fail-2")) {
                    throw new EngineException("mischief");
                }
                if (taken("slow")) {
                    LockSupport.parkNanos(SECONDS_OF_SLOWNESS * 1_000_000_000L);
                }
                if (taken("kill")) {
                    Runtime.getRuntime().halt(137);
                }
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }

    private static boolean onExecutor() {
        return SparkEnv.get() != null && !SparkEnv.get().executorId().equals("driver");
    }

    /** As kernels of another processor may round, in all rows alike. */
    private static void disturb(FloatBuffer values) {
        for (int i = 0; i < values.limit(); i++) {
            values.put(i, values.get(i) * 1.000001f);
        }
    }

    /** Whether there was a file of this name, which is gone now. */
    static boolean taken(String file) {
        try {
            return Files.deleteIfExists(Path.of(System.getProperty(FOLDER), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
