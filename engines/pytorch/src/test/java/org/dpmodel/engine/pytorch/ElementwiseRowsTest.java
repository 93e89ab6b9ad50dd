package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Elementwise functions have the same bits in every row of the target's blocks, at odd widths too. PyTorch computes what is left
 * over from whole registers by other code: with blocks of 16 rows, on a processor with AVX-512, the last rows of Sigmoid
 * differed, and one record more moved a sum by 32 C.
 */
class ElementwiseRowsTest {
    private static final int VALUES = 3000;

    @ParameterizedTest
    @CsvSource({"Sigmoid, 1", "Sigmoid, 3", "Sigmoid, 7", "Tanh, 1", "Tanh, 5", "Exp, 1", "Exp, 3", "Sqrt, 3"})
    void allRowsOfABlockAreEqual(String operator, int width) {
        int rows = PyTorchTarget.target().rowBlock();
        OnnxModel model = new OnnxModel(
                new Graph(
                        "elementwise",
                        List.of(new ValueInfo("x", TensorType.floats(rows, width))),
                        List.of(new ValueInfo("y", TensorType.floats(rows, width))),
                        List.of(new Node("node", operator, List.of("x"), List.of("y"), Attributes.none())),
                        Map.of()),
                17);
        Random random = new Random(90);
        try (CompiledGraph graph = Engines.device("pytorch:cpu")
                .compile(model, ExecutionOptions.defaults().withThreads(1))) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            for (int i = 0; i < VALUES; i++) {
                float value = (float) Math.abs(3 * random.nextGaussian());
                FloatBuffer x = inputs.get("x").floats();
                while (x.hasRemaining()) {
                    x.put(value);
                }
                graph.run(inputs, outputs);
                FloatBuffer y = outputs.get("y").floats();
                for (int element = 1; element < rows * width; element++) {
                    int at = element;
                    assertEquals(y.get(0), y.get(element), () -> operator + " of " + value + " at element " + at);
                }
            }
        }
    }
}
