package org.dpmodel.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.transformer.TransformerEncoderBlock;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dpmodel.graph.GraphException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be trained privately is refused by its name, with the cure, and leaves the block as it was. */
class RefusalTest {
    private static final Shape ROWS = new Shape(1, 6);

    private static String refusal(Block block, Shape shape) {
        return refusal(block, shape, DjlNetworks.tracer());
    }

    private static String refusal(Block block, Shape shape, BlockTracer tracer) {
        String message = assertThrows(GraphException.class, () -> tracer.trace(block, shape))
                .getMessage();
        block.getParameters().values().forEach(parameter -> assertFalse(parameter.isInitialized()));
        assertEquals(null, System.getProperty("ai.djl.default_engine"));
        return message;
    }

    private static Block of(UnaryOperator<NDArray> operation) {
        return new SequentialBlock()
                .add(TestBlocks.linear(4))
                .add(LambdaBlock.singleton(operation))
                .add(TestBlocks.linear(3));
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of("getFloat", (UnaryOperator<NDArray>) x -> x.getFloat(0, 0) > 0 ? x : x.neg()),
                Arguments.of("toFloatArray", (UnaryOperator<NDArray>) x -> x.mul(x.toFloatArray()[0])),
                Arguments.of("toArray", (UnaryOperator<NDArray>) x -> x.mul(x.toArray()[0])),
                Arguments.of("getBoolean", (UnaryOperator<NDArray>) x -> x.gt(0).getBoolean(0, 0) ? x : x.neg()),
                Arguments.of("contentEquals", (UnaryOperator<NDArray>) x -> x.contentEquals(0) ? x : x.neg()),
                Arguments.of("call add instead", (UnaryOperator<NDArray>) x -> x.addi(1)),
                Arguments.of("call mul instead", (UnaryOperator<NDArray>) x -> x.muli(x)),
                Arguments.of("set", (UnaryOperator<NDArray>) x -> {
                    x.set(new float[1]);
                    return x;
                }),
                Arguments.of("randomNormal", (UnaryOperator<NDArray>)
                        x -> x.add(x.getManager().randomNormal(x.getShape()))),
                Arguments.of("inverse", (UnaryOperator<NDArray>) x -> x.inverse()),
                Arguments.of("cumSum", (UnaryOperator<NDArray>) x -> x.cumSum(1)),
                // examples that mix
                Arguments.of("mixes examples", (UnaryOperator<NDArray>)
                        x -> x.transpose().reshape(x.getShape())),
                Arguments.of("inner sizes", (UnaryOperator<NDArray>) x -> x.transpose()));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void operationsAreRefusedByName(String expected, UnaryOperator<NDArray> operation) {
        String message = refusal(of(operation), ROWS);
        assertTrue(message.contains(expected), message);
    }

    static List<UnaryOperator<NDArray>> harmless() {
        return List.of(
                x -> Activation.gelu(x),
                x -> Activation.leakyRelu(x, 0.1f),
                x -> x.erf(),
                // each example has rows of its own in between
                x -> x.flatten().reshape(x.getShape()));
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void whatKeepsExamplesApartIsTraced(UnaryOperator<NDArray> operation) {
        assertEquals(
                4,
                DjlNetworks.tracer().trace(of(operation), ROWS).parameterNames().size());
    }

    @Test
    void batchNormalizationIsRefusedWithTheCure() {
        String message = refusal(TestBlocks.normalized(), TestBlocks.DIGIT);
        assertTrue(message.contains("02BatchNorm_gamma"), message);
        assertTrue(message.contains("groupNorm(groups)") && message.contains("frozen()"), message);
    }

    @Test
    void dropoutIsRefusedWithTheCureAndLeftOutOnRequest() {
        Block block = new SequentialBlock()
                .add(TestBlocks.linear(4))
                .add(Dropout.builder().optRate(0.25f).build())
                .add(TestBlocks.linear(3));
        String message = refusal(block, ROWS);
        assertTrue(message.contains("rate 0.25") && message.contains("withoutDropout()"), message);
        assertEquals(
                3,
                DjlNetworks.tracer()
                        .withoutDropout()
                        .trace(block, ROWS)
                        .graph()
                        .graph()
                        .nodes()
                        .size());
        Block atZero = new SequentialBlock()
                .add(TestBlocks.linear(4))
                .add(Dropout.builder().optRate(0).build());
        DjlNetworks.trace(atZero, ROWS);
    }

    @Test
    void aBatchSizeThatIsMoreThanTheFirstSizeIsRefused() {
        String constant = refusal(of(x -> x.add(x.getManager().ones(x.getShape()))), ROWS);
        assertTrue(constant.contains("not one network for all batch sizes"), constant);
        String control = refusal(of(x -> x.size(0) > 12 ? Activation.relu(x) : x), ROWS);
        assertTrue(control.contains("not one network for all batch sizes"), control);
        String other = refusal(of(x -> x.size(0) > 12 ? Activation.relu(x) : Activation.tanh(x)), ROWS);
        assertTrue(other.contains("Tanh") && other.contains("Relu"), other);
    }

    @Test
    void severalOutputsAreRefused() {
        Function<NDList, NDList> twice = list -> new NDList(list.head(), list.head());
        String message = refusal(new SequentialBlock().add(TestBlocks.linear(4)).add(twice), ROWS);
        assertTrue(message.contains("must return one array"), message);
    }

    @Test
    void whatRecurrentBlocksCannotBeIsRefused() {
        Block dropping = LSTM.builder()
                .setStateSize(4)
                .setNumLayers(2)
                .optDropRate(0.5f)
                .optReturnState(false)
                .build();
        String dropout = refusal(dropping, new Shape(1, 5, 6));
        assertTrue(dropout.contains("rate 0.5") && dropout.contains("withDropout()"), dropout);
        Block returning = LSTM.builder()
                .setStateSize(4)
                .setNumLayers(1)
                .optReturnState(true)
                .build();
        assertTrue(refusal(returning, new Shape(1, 5, 6)).contains("must return one array"));
    }

    @Test
    void idsOfABlockThatReadsNumbersAreRefused() {
        Block block = new SequentialBlock()
                .add(TestBlocks.embedding(5, 3))
                .add(Blocks.batchFlattenBlock())
                .add(TestBlocks.linear(2));
        String message = refusal(block, ROWS);
        assertTrue(message.contains("an embedding needs whole-number ids"), message);
        assertTrue(message.contains("DjlNetworks.tracer().ids()"), message);
    }

    @Test
    void anInitializerThatComputesIsRefused() {
        Block block = new SequentialBlock().add(TestBlocks.linear(4));
        block.setInitializer(
                (manager, shape, type) -> manager.randomNormal(shape, type).mul(0.1f), p -> true);
        String message = refusal(block, ROWS);
        assertTrue(message.contains("initialize the block with a DJL engine before tracing"), message);
    }

    /** Refused by the name of an operator until networks have it. */
    @Test
    void largeBlocksNameWhatIsMissing() {
        Block transformer = new TransformerEncoderBlock(8, 2, 16, 0f, Activation::relu);
        String attention = refusal(transformer, new Shape(1, 5, 8));
        assertTrue(attention.contains("mixes examples"), attention);
        Block resNet = TestBlocks.resNet();
        assertTrue(refusal(resNet, new Shape(1, 3, 28, 28)).contains("batch normalization"));
    }

    @Test
    void constantsOfTheForwardPassStay() {
        Block block = of(x -> x.add(x.getManager().create(2f)).add(1).reshape(-1, 4));
        assertTrue(DjlNetworks.trace(block, ROWS).graph().graph().initializers().size() >= 4);
        DjlNetworks.trace(new SequentialBlock().add(Blocks.batchFlattenBlock()).add(TestBlocks.linear(2)), ROWS);
    }
}
