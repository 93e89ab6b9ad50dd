package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;

/** Several inputs, and inputs of whole numbers, are found again in the rows of the one input of compiled graphs. */
class InputPackingTest {
    private static final Attributes NONE = Attributes.none();

    private final GraphBuilder builder = new GraphBuilder("packing", Operators::find);
    private final Ops ops = new Ops(builder, 18);

    private NetworkGraph network(Value output) {
        builder.output("y", output);
        NetworkGraph network = Networks.unbind(Networks.of(builder.build()));
        return new NetworkGraph(network.graph(), Set.of());
    }

    private static double[] run(NetworkGraph network, int examples, double... rows) {
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), PortableTarget.target(), examples);
        List<ValueInfo> inputs = forward.model().graph().inputs();
        assertEquals(StepGraph.FEATURES, inputs.get(0).name());
        assertEquals(DataType.FLOAT, inputs.get(0).type().dataType());
        ReferenceTensor features = ReferenceTensor.floats(inputs.get(0).type().shape(), rows);
        return new ReferenceInterpreter(forward.model().graph())
                .run(Map.of(StepGraph.FEATURES, features))
                .get(ForwardGraph.PREDICTIONS)
                .toDoubles();
    }

    /** The table, the ids and the numbers can be told from each other; the order is that of the network's inputs. */
    @Test
    void twoInputsLieInTheOrderOfTheNetwork() {
        Value ids = builder.input("ids", new TensorType(DataType.INT64, Shape.of(2, 2)));
        Value x = builder.input("x", TensorType.floats(2, 1, 2));
        Value table = builder.constant(Constant.floats(Shape.of(4), 100, 200, 300, 400));
        Value picked = builder.call("Gather", NONE, table, ids);
        Value flat = builder.call("Flatten", NONE, x);
        NetworkGraph network = network(ops.concat(1, List.of(flat, picked)));
        assertArrayEquals(
                new double[] {0.5, -1, 400, 100, 7, 8, 200, 300, 1, 2, 100, 400},
                run(network, 3, 3, 0, 0.5, -1, 1, 2, 7, 8, 0, -1, 1, 2));
    }

    @Test
    void aSingleInputOfWholeNumbersIsARowToo() {
        Value ids = builder.input("ids", new TensorType(DataType.INT64, Shape.of(2, 1, 3)));
        Value table = builder.constant(Constant.floats(Shape.of(2), 5, 6));
        NetworkGraph network = network(builder.call("Gather", NONE, table, ids));
        assertEquals(TensorType.floats(Shape.BATCH, 3), network.features());
        assertArrayEquals(new double[] {5, 6, 6, 6, 5, 5}, run(network, 2, 0, 1, 1, 1, 0, 0));
    }

    /** What finds the inputs takes names that are left. */
    @Test
    void parametersKeepTheirNames() {
        Value ids = builder.input("ids", new TensorType(DataType.INT64, Shape.of(2, 3)));
        Value x = builder.input("x", TensorType.floats(2, 3));
        Value table = builder.initializer("constant", Constant.floats(Shape.of(2), 5, 6));
        Value scale = builder.initializer("slice", Constant.floats(Shape.of(3), 1, 2, 3));
        Value picked = builder.call("Gather", NONE, table, ids);
        NetworkGraph frozen = network(builder.call("Mul", NONE, ops.add(picked, x), scale));
        NetworkGraph network = new NetworkGraph(frozen.graph(), Set.of("constant", "slice"));
        StepCompiler.checkTrainable(network);
        ForwardGraph forward = ForwardGraph.compile(network, Optional.empty(), PortableTarget.target(), 2);
        assertEquals(
                List.of(StepGraph.FEATURES, "constant", "slice"),
                forward.model().graph().inputs().stream().map(ValueInfo::name).toList());
    }

    @Test
    void oneNumberForAnExampleIsAColumn() {
        Value x = builder.input("x", TensorType.floats(2, 2));
        Value keep = builder.input("keep", new TensorType(DataType.BOOL, Shape.of(2, 1)));
        Value which = builder.input("which", new TensorType(DataType.INT64, Shape.of(2)));
        Value table = builder.constant(Constant.floats(Shape.of(3, 1), 10, 20, 30));
        Value masked = builder.call("Where", NONE, keep, x, ops.scalar(0));
        NetworkGraph network = network(ops.add(masked, builder.call("Gather", NONE, table, which)));
        assertArrayEquals(new double[] {31, 32, 20, 20}, run(network, 2, 1, 2, 1, 2, 3, 4, 0, 1));
    }
}
