package org.dpmodel.graph.build;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;

/** What is written for operations, and what it computes. */
class OpsTest {
    private static final ReferenceTensor X = ReferenceTensor.floats(Shape.of(2, 3), -1, 4, 2, 0.5, -3, 9);

    private final GraphBuilder builder = new GraphBuilder("test", Operators::find);
    private final Ops ops = new Ops(builder, 17);
    private final Value x = builder.input("x", X.type());

    private double[] compute(Value result) {
        return run(result).toDoubles();
    }

    private ReferenceTensor run(Value result) {
        builder.output("result", result);
        Graph graph = builder.build();
        return new ReferenceInterpreter(graph).run(Map.of("x", X)).get("result");
    }

    /** A comparison with what is no number holds in neither form. */
    @Test
    void orEqualIsTwoComparisonsInOldOperatorSets() {
        Ops old = new Ops(builder, 13);
        Value zero = old.mul(x, old.scalar(0));
        Value rows = old.concat(0, List.of(x, old.div(zero, zero)));
        for (String operator : List.of("GreaterOrEqual", "LessOrEqual")) {
            Value limit = old.scalar(0.5f);
            builder.output(operator + "_old", old.indicator(old.elementwise(operator, rows, limit)));
            builder.output(operator + "_new", ops.indicator(ops.elementwise(operator, rows, limit)));
        }
        Graph graph = builder.build();
        Map<String, ReferenceTensor> found = new ReferenceInterpreter(graph).run(Map.of("x", X));
        assertArrayEquals(
                new double[] {0, 1, 1, 1, 0, 1},
                Arrays.copyOf(found.get("GreaterOrEqual_old").toDoubles(), 6));
        for (String operator : List.of("GreaterOrEqual", "LessOrEqual")) {
            assertArrayEquals(
                    found.get(operator + "_new").toDoubles(),
                    found.get(operator + "_old").toDoubles());
            assertEquals(
                    1,
                    graph.nodes().stream()
                            .filter(node -> node.operator().equals(operator))
                            .count());
        }
    }

    @Test
    void whereChoosesNumbers() {
        Value positive = ops.elementwise("Greater", x, ops.scalar(0));
        assertArrayEquals(new double[] {7, 4, 2, 0.5, 7, 9}, compute(ops.where(positive, x, ops.scalar(7))));
    }

    @Test
    void whereChoosesIntegers() {
        Value positive = ops.elementwise("Greater", x, ops.scalar(0));
        ReferenceTensor found = run(ops.where(positive, ops.ints(1, 2, 3), ops.ints(-5)));
        assertEquals(new TensorType(DataType.INT64, Shape.of(2, 3)), found.type());
        assertArrayEquals(new double[] {-5, 2, 3, 1, -5, 3}, found.toDoubles());
    }

    @Test
    void whereChoosesBoolsWithoutTheOperator() {
        Value positive = ops.elementwise("Greater", x, ops.scalar(0));
        Value large = ops.elementwise("Greater", x, ops.scalar(3));
        Value small = ops.elementwise("Less", x, ops.scalar(-2));
        ReferenceTensor found = run(ops.where(positive, large, small));
        assertEquals(DataType.BOOL, found.type().dataType());
        assertArrayEquals(new double[] {0, 1, 0, 0, 1, 1}, found.toDoubles());
        assertTrue(builder.build().nodes().stream()
                .noneMatch(node -> node.operator().equals("Where")));
    }

    @Test
    void conditionsMustBeBool() {
        assertThrows(GraphException.class, () -> ops.where(x, x, x));
        assertThrows(GraphException.class, () -> ops.and(x, x));
        assertThrows(GraphException.class, () -> ops.not(x));
    }

    @Test
    void functionsWantRealNumbers() {
        assertThrows(GraphException.class, () -> ops.erf(ops.ints(1)));
        assertThrows(GraphException.class, () -> ops.pow(ops.cast(x, DataType.INT64), ops.ints(2)));
    }

    @Test
    void maximaHaveTheirAxesWhereTheOperatorSetWantsThem() {
        assertArrayEquals(new double[] {4, 9}, compute(ops.reduceMax(x, false, -1)));
        assertTrue(builder.build().nodes().get(0).attributes().has("axes"));
    }

    @Test
    void maximaOfNewerOperatorSetsHaveTheirAxesAsAnInput() {
        Value maxima = new Ops(builder, 18).reduceMax(x, true, 0);
        assertEquals(Shape.of(1, 3), maxima.shape());
        assertArrayEquals(new double[] {0.5, 4, 9}, compute(maxima));
        assertEquals(2, builder.build().nodes().get(0).inputs().size());
    }

    @Test
    void maximaOverAxesOfSizeOneAreAReshape() {
        Value column = ops.reshape(x, 2, 1, 3);
        Value maxima = ops.reduceMax(column, false, 1);
        assertEquals(Shape.of(2, 3), maxima.shape());
        assertArrayEquals(X.toDoubles(), compute(maxima));
        assertEquals(
                List.of("Reshape", "Reshape", "Identity"),
                builder.build().nodes().stream().map(node -> node.operator()).toList());
    }

    @Test
    void gathersByComputedIndices() {
        Value places = ops.cast(ops.elementwise("Greater", x, ops.scalar(0)), DataType.INT64);
        Value picked = ops.gather(x, 1, places);
        assertEquals(Shape.of(2, 2, 3), picked.shape());
        assertArrayEquals(new double[] {-1, 4, 4, 4, -1, 4, 0.5, -3, -3, -3, 0.5, -3}, compute(picked));
    }

    @Test
    void indicesMustBeIntegers() {
        assertThrows(GraphException.class, () -> ops.gather(x, 0, x));
    }

    @Test
    void castsDropWhatIsBehindThePoint() {
        assertSame(x, ops.cast(x, DataType.FLOAT));
        ReferenceTensor found = run(ops.cast(x, DataType.INT64));
        assertEquals(DataType.INT64, found.type().dataType());
        assertArrayEquals(new double[] {-1, 4, 2, 0, -3, 9}, found.toDoubles());
    }
}
