package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.ForwardGraph;
import org.dpmodel.graph.step.StepGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network means the same where it is trained and where it is served: the file, as ONNX Runtime's own kernels compute it,
 * against the forward pass that is compiled from it, in which composite operators are written as others.
 */
class ServedNetworksTest {
    private static final int ROWS = 3;

    /** In which all operators of the networks have the form that they are read in. */
    private static final int OPSET = 24;

    /** Some hundred roundings to float of numbers of size 1; the tanh of Gelu alone is 2e-7 off in ONNX Runtime. */
    private static final double TOLERANCE = 2e-5;

    static List<TestNetwork> networks() {
        return FunctionNetworks.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void bothComputeTheSame(TestNetwork test) {
        Batch batch = Batch.draw(test, ROWS, 70);
        NetworkGraph network = test.network();
        Graph graph = network.graph();
        String input = graph.inputs().get(0).name();
        double[] served = Runner.ONNX_RUNTIME
                .run(new OnnxModel(graph, OPSET), Map.of(input, batch.features()))
                .get(network.output().name());
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), TestTargets.grouped(), ROWS);
        Map<String, ReferenceTensor> inputs = new HashMap<>();
        inputs.put(StepGraph.FEATURES, batch.features());
        forward.parameters()
                .forEach(name ->
                        inputs.put(name, ReferenceTensor.of(graph.initializers().get(name))));
        double[] trained = Runner.DOUBLE.run(forward.model(), inputs).get(ForwardGraph.PREDICTIONS);
        assertEquals(served.length, trained.length);
        for (int i = 0; i < served.length; i++) {
            assertEquals(served[i], trained[i], TOLERANCE * (1 + Math.abs(served[i])), "element " + i);
        }
    }
}
