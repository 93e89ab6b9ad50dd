package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.isolation.ExamplesMixException;
import org.dpmodel.graph.loss.MeanSquaredError;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;

/** Parts of a tensor: their sizes, their gradients when only some of them are used, and what is refused. */
class SplittingTest {
    private final GraphBuilder builder = new GraphBuilder("split", Operators::find);
    private final Ops ops = new Ops(builder, 18);
    private final Value x = builder.input("x", TensorType.floats(2, 5));

    private List<Value> split(long axis, int parts, Value... sizes) {
        Value[] inputs = sizes.length == 0 ? new Value[] {x} : new Value[] {x, sizes[0]};
        return builder.call("Split", Attributes.none().with("axis", axis), parts, inputs);
    }

    @Test
    void partsHaveTheSizesThatAreGivenOrOneOfWhichTheLastMayBeSmaller() {
        assertEquals(
                List.of(TensorType.floats(2, 1), TensorType.floats(2, 4)),
                split(-1, 2, ops.ints(1, 4)).stream().map(Value::type).toList());
        List<Value> parts = split(1, 2);
        assertEquals(
                List.of(TensorType.floats(2, 3), TensorType.floats(2, 2)),
                parts.stream().map(Value::type).toList());
        builder.output("last", parts.get(1));
        ReferenceTensor rows = ReferenceTensor.floats(Shape.of(2, 5), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertArrayEquals(
                new double[] {4, 5, 9, 10},
                new ReferenceInterpreter(builder.build())
                        .run(Map.of("x", rows))
                        .get("last")
                        .toDoubles());
    }

    @Test
    void sizesThatDoNotFillTheAxisAreRefused() {
        for (Value sizes : List.of(ops.ints(1, 3), ops.ints(1, 2, 2))) {
            String message =
                    assertThrows(GraphException.class, () -> split(1, 2, sizes)).getMessage();
            assertTrue(message.contains("do not fill axis 1"), message);
        }
    }

    @Test
    void examplesAreNotParted() {
        List<Value> parts = split(0, 2);
        builder.output("y", ops.add(parts.get(0), parts.get(1)));
        assertThrows(ExamplesMixException.class, () -> Networks.unbind(Networks.of(builder.build())));
    }

    /** The gradient of what is left out is zero, not absent: the parts keep their places. */
    @Test
    void aPartThatIsNotUsedHasNoGradient() {
        float[] numbers = new float[25];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (i * 7 % 11 - 5) / 8f;
        }
        Value weight = builder.initializer("w", Constant.floats(Shape.of(5, 5), numbers));
        Value hidden = builder.call("MatMul", Attributes.none(), x, weight);
        List<Value> parts = builder.call("Split", Attributes.none().with("axis", 1), 3, hidden, ops.ints(1, 2, 2));
        builder.output("y", builder.call("Tanh", Attributes.none(), parts.get(1)));
        NodeNetworks.assertEqualsLoop(
                new TestNetwork("split", Networks.unbind(Networks.of(builder.build())), new MeanSquaredError()));
    }
}
