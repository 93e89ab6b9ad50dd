package org.dpmodel.engine.pytorch;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
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

/** A program that starts the engine and runs a graph; started by tests in a process of its own. */
final class FreshStart {
    static final String RESULT = "result ";
    static final String REFUSED = "refused ";
    static final String CONNECTIONS = "connections ";

    /** Property: whether the thread has a context class loader that sees nothing of the class path. */
    static final String BLIND = "dpmodel.blind";

    private FreshStart() {}

    public static void main(String[] arguments) {
        List<URI> asked = Collections.synchronizedList(new ArrayList<>());
        ProxySelector.setDefault(new ProxySelector() {
            @Override
            public List<Proxy> select(URI address) {
                asked.add(address);
                return List.of(Proxy.NO_PROXY);
            }

            @Override
            public void connectFailed(URI address, SocketAddress place, IOException error) {
                asked.add(address);
            }
        });
        if (Boolean.getBoolean(BLIND)) {
            Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
        }
        try {
            System.out.println(RESULT + run(Engines.device(arguments[0])));
        } catch (EngineException e) {
            System.out.println(REFUSED + e.getMessage().replace('\n', ' '));
        }
        System.out.println(CONNECTIONS + asked);
    }

    private static float run(EngineDevice device) {
        OnnxModel model = new OnnxModel(
                new Graph(
                        "doubling",
                        List.of(new ValueInfo("x", TensorType.floats(1))),
                        List.of(new ValueInfo("y", TensorType.floats(1))),
                        List.of(new Node("sum", "Add", List.of("x", "x"), List.of("y"), Attributes.none())),
                        Map.of()),
                13);
        try (CompiledGraph graph =
                device.compile(model, ExecutionOptions.defaults().withThreads(1))) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            inputs.get("x").floats().put(0, 21);
            graph.run(inputs, outputs);
            return outputs.get("y").floats().get(0);
        }
    }
}
