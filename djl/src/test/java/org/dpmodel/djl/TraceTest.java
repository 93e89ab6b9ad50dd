package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.basicmodelzoo.basic.Mlp;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import java.util.List;
import org.dpmodel.graph.Node;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.Normal;
import org.junit.jupiter.api.Test;

/** What a traced block looks like, before any engine has a part. */
class TraceTest {
    private static List<String> operators(Network network) {
        return network.graph().graph().nodes().stream().map(Node::operator).toList();
    }

    @Test
    void leNetBecomesTheGraphThatItIs() {
        Network network = DjlNetworks.trace(TestBlocks.leNet(), TestBlocks.DIGIT);
        assertEquals(
                List.of(
                        "Conv",
                        "Sigmoid",
                        "AveragePool",
                        "Conv",
                        "Tanh",
                        "MaxPool",
                        "Reshape",
                        "Gemm",
                        "Relu",
                        "Gemm",
                        "Relu",
                        "Gemm",
                        "Identity"),
                operators(network));
        assertEquals(
                List.of(
                        "01Conv2d_weight",
                        "01Conv2d_bias",
                        "04Conv2d_weight",
                        "04Conv2d_bias",
                        "08Linear_weight",
                        "08Linear_bias",
                        "10Linear_weight",
                        "10Linear_bias",
                        "12Linear_weight",
                        "12Linear_bias"),
                List.copyOf(network.graph().parameters()));
        assertEquals(61_706, network.parameterCount());
        assertEquals("[batch, 1, 28, 28]", network.graph().features().shape().toString());
        assertEquals("[batch, 10]", network.graph().output().type().shape().toString());
    }

    @Test
    void initializersOfDjlBecomeOurs() {
        Network network = DjlNetworks.trace(TestBlocks.leNet(), TestBlocks.DIGIT);
        // Xavier of DJL, with factor IN and magnitude 2: the standard deviation is sqrt(2 / (1 · 5 · 5)).
        Normal start = (Normal) network.initializers().get("01Conv2d_weight");
        assertEquals(Math.sqrt(2.0 / 25), start.sigma(), 1e-6);
    }

    @Test
    void theBlockIsLeftAsItWas() {
        SequentialBlock block = TestBlocks.leNet();
        String engine = System.getProperty("ai.djl.default_engine");
        DjlNetworks.trace(block, TestBlocks.DIGIT);
        assertFalse(block.isInitialized());
        block.getParameters().values().forEach(parameter -> assertFalse(parameter.isInitialized()));
        assertEquals(engine, System.getProperty("ai.djl.default_engine"));
        assertNull(engine);
    }

    @Test
    void theMultilayerPerceptronOfTheModelZooIsTraced() {
        Block block = new Mlp(28 * 28, 10, new int[] {128, 64});
        Network network = DjlNetworks.tracer().named("mlp").trace(block, TestBlocks.DIGIT);
        assertEquals("mlp", network.name());
        assertEquals(List.of("Reshape", "Gemm", "Relu", "Gemm", "Relu", "Gemm", "Identity"), operators(network));
        assertEquals(784 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10, network.parameterCount());
    }

    @Test
    void residualsGlobalPoolsAndSequencesAreTraced() {
        Network residual = DjlNetworks.trace(TestBlocks.residual(), TestBlocks.DIGIT);
        assertTrue(operators(residual).contains("Add"));
        Network sequence = DjlNetworks.trace(TestBlocks.sequence(), new Shape(1, 4, 21));
        assertEquals(
                List.of(
                        "Conv",
                        "Tanh",
                        "Transpose",
                        "MatMul",
                        "Add",
                        "Relu",
                        "Transpose",
                        "MaxPool",
                        "Reshape",
                        "Gemm",
                        "Softmax",
                        "Identity"),
                operators(sequence));
        assertEquals(
                "[5, 7]",
                sequence.graph()
                        .graph()
                        .initializers()
                        .get("04Linear_weight")
                        .type()
                        .shape()
                        .toString());
    }
}
