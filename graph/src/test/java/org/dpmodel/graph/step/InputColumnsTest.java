package org.dpmodel.graph.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.operator.Operators;
import org.junit.jupiter.api.Test;

/** What the numbers of a row must be, as the network uses them: whole, and within the tables that they pick from. */
class InputColumnsTest {
    private static final Attributes NONE = Attributes.none();
    private static final int INT32 = 6;
    private static final int FLOAT = 1;

    private final GraphBuilder builder = new GraphBuilder("columns", Operators::find);
    private final Ops ops = new Ops(builder, 18);

    private Value input(String name, DataType type, long... example) {
        long[] dims = new long[example.length + 1];
        dims[0] = 2;
        System.arraycopy(example, 0, dims, 1, example.length);
        return builder.input(name, new TensorType(type, Shape.of(dims)));
    }

    /** Picks rows of a new table of so many. */
    private Value embedded(Value ids, int rows) {
        float[] numbers = new float[rows];
        for (int i = 0; i < rows; i++) {
            numbers[i] = i;
        }
        Value table = builder.initializer("table" + rows, Constant.floats(Shape.of(rows, 1), numbers));
        return builder.call("Flatten", NONE, builder.call("Gather", NONE, table, ids));
    }

    private InputColumns columns(Value... outputs) {
        builder.output("y", outputs.length == 1 ? outputs[0] : ops.concat(1, List.of(outputs)));
        NetworkGraph network = Networks.unbind(Networks.of(builder.build()));
        return InputColumns.of(network).orElseThrow();
    }

    private static void assertTaken(InputColumns columns, float... row) {
        assertEquals(Optional.empty(), columns.fault(FloatBuffer.wrap(row)));
    }

    private static void assertFault(InputColumns columns, String start, float... row) {
        String fault = columns.fault(FloatBuffer.wrap(row)).orElseThrow();
        assertTrue(fault.startsWith(start), fault);
        assertTrue(fault.contains("repair the example"), fault);
    }

    /** A list of a rule for each of them would exhaust the memory. */
    @Test
    void rowsThatNoMemoryHoldsAreRefused() {
        for (long[] example : new long[][] {{1L << 62}, {1L << 40, 1L << 40}}) {
            GraphBuilder large = new GraphBuilder("large", Operators::find);
            long[] dims =
                    LongStream.concat(LongStream.of(2), LongStream.of(example)).toArray();
            large.output("y", large.call("Relu", NONE, large.input("x", TensorType.floats(2, 3))));
            large.input("ids", new TensorType(DataType.INT64, Shape.of(dims)));
            Graph graph = large.build();
            String message = assertThrows(
                            GraphException.class, () -> InputColumns.of(Networks.unbind(Networks.of(graph))))
                    .getMessage();
            assertTrue(message.contains("at most 268435456 numbers") || message.contains("2^63"), message);
        }
    }

    @Test
    void numbersAloneHaveNoRule() {
        builder.output("y", builder.call("Relu", NONE, input("x", DataType.FLOAT, 3)));
        NetworkGraph network = Networks.unbind(Networks.of(builder.build()));
        assertEquals(Optional.empty(), InputColumns.of(network));
    }

    @Test
    void idsLieWithinTheirTable() {
        InputColumns columns = columns(embedded(input("ids", DataType.INT64, 2), 5));
        assertTaken(columns, 0, 4);
        // As in ONNX, negative ids count from the end.
        assertTaken(columns, -5, -1);
        assertFault(columns, "number 1 of input ids must be a whole number in [-5, 4], found 5.0", 0, 5);
        assertFault(columns, "number 0 of input ids must be a whole number in [-5, 4], found -6.0", -6, 0);
        assertFault(columns, "number 0 of input ids must be a whole number in [-5, 4], found 1.5", 1.5f, 0);
        assertFault(columns, "number 1 of input ids", 1, Float.NaN);
        assertFault(columns, "number 1 of input ids", 1, Float.POSITIVE_INFINITY);
    }

    /** Tabular networks: a column for each category, each with a table of its own. */
    @Test
    void columnsAreFollowedToTheirTables() {
        Value ids = input("cat", DataType.INT64, 3);
        Value first = builder.call("Gather", NONE.with("axis", 1), ids, ops.ints(2));
        Value rest = builder.call("Slice", NONE, ids, ops.ints(0), ops.ints(2), ops.ints(1));
        Value turned = builder.call("Transpose", NONE.with("perm", new long[] {1, 0}), rest);
        Value back = builder.call("Transpose", NONE.with("perm", new long[] {1, 0}), turned);
        List<Value> parts = builder.call("Split", NONE.with("axis", 1), 2, back, ops.ints(1, 1));
        Value cast = builder.call("Cast", NONE.with("to", INT32), parts.get(1));
        Value shaped = builder.call("Reshape", NONE, parts.get(0), ops.ints(-1, 1, 1));
        InputColumns columns = columns(embedded(first, 3), embedded(shaped, 7), embedded(cast, 5));
        assertTaken(columns, 6, 4, 2);
        assertFault(columns, "number 0 of input cat must be a whole number in [-7, 6], found 7.0", 7, 4, 2);
        assertFault(columns, "number 1 of input cat must be a whole number in [-5, 4], found 5.0", 6, 5, 2);
        assertFault(columns, "number 2 of input cat must be a whole number in [-3, 2], found 3.0", 6, 4, 3);
    }

    @Test
    void partsOfOneSizeMayHaveASmallerLastOne() {
        List<Value> parts = builder.call("Split", NONE.with("axis", 1), 2, input("ids", DataType.INT64, 3));
        InputColumns columns = columns(embedded(parts.get(0), 3), embedded(parts.get(1), 5));
        assertTaken(columns, 2, 2, 4);
        assertFault(columns, "number 1 of input ids must be a whole number in [-3, 2], found 4.0", 2, 4, 4);
    }

    @Test
    void theSmallestOfSeveralTablesCounts() {
        Value ids = input("ids", DataType.INT64, 1);
        InputColumns columns = columns(embedded(ids, 6), embedded(ids, 4));
        assertTaken(columns, 3);
        assertFault(columns, "number 0 of input ids must be a whole number in [-4, 3], found 4.0", 4);
    }

    /** Categories of several columns that share one table, each behind the other's. */
    @Test
    void constantsAreAddedToIds() {
        Value ids = input("cat", DataType.INT64, 2);
        Value shifted = builder.call("Add", NONE, ops.ints(0, 3), ids);
        Value back = builder.call("Sub", NONE, ids, ops.ints(1, 1));
        InputColumns columns = columns(embedded(shifted, 8), embedded(back, 5));
        assertTaken(columns, 5, 4);
        assertFault(columns, "number 0 of input cat must be a whole number in [-4, 5], found 6.0", 6, 4);
        assertFault(columns, "number 1 of input cat must be a whole number in [-4, 4], found 5.0", 5, 5);
    }

    /** Where it is computed, an index outside picks 0, and nobody would hear of it. */
    @Test
    void placesAreWithinTheAxisThatTheyPickFrom() {
        Value x = input("x", DataType.FLOAT, 4);
        Value place = input("place", DataType.INT64);
        Value places = builder.call("Unsqueeze", NONE, place, ops.ints(-1));
        InputColumns columns = columns(builder.call("GatherElements", NONE.with("axis", 1), x, places));
        assertTaken(columns, 0, 0, 0, 0, 3);
        assertFault(columns, "number 0 of input place must be a whole number in [-4, 3], found 4.0", 0, 0, 0, 0, 4);
    }

    @Test
    void tuplesAreWithinTheAxesThatTheyPickFrom() {
        Value x = input("x", DataType.FLOAT, 2, 3);
        Value tuples = input("tuples", DataType.INT64, 1, 2);
        InputColumns columns = columns(builder.call("GatherND", NONE.with("batch_dims", 1), x, tuples));
        assertTaken(columns, 0, 0, 0, 0, 0, 0, 1, 2);
        assertFault(columns, "number 0 of input tuples must be a whole number in [-2, 1]", 0, 0, 0, 0, 0, 0, 2, 2);
        assertFault(columns, "number 1 of input tuples must be a whole number in [-3, 2]", 0, 0, 0, 0, 0, 0, 1, 3);
    }

    @Test
    void otherWholeNumbersAreThoseThatFloat32HoldsExactly() {
        Value counts = input("counts", DataType.INT32, 1);
        Value numbers = input("numbers", DataType.FLOAT, 1);
        InputColumns columns = columns(ops.add(builder.call("Cast", NONE.with("to", FLOAT), counts), numbers));
        assertTaken(columns, 1 << 24, 0.5f);
        // A number that is not finite leaves its example out; it ends no step.
        assertTaken(columns, -5, Float.NaN);
        assertFault(columns, "number 0 of input counts must be a whole number in [-16777216, 16777216]", 1.7e7f, 0.5f);
    }

    @Test
    void truthValuesAreZeroOrOne() {
        Value mask = input("mask", DataType.BOOL, 2);
        Value x = input("x", DataType.FLOAT, 2);
        InputColumns columns = columns(builder.call("Where", NONE, mask, x, ops.scalar(0)));
        assertTaken(columns, 0, 1, 2.5f, -3);
        assertFault(columns, "number 1 of input mask must be a whole number in [0, 1], found 2.0", 0, 2, 0, 0);
        assertFault(columns, "number 0 of input mask must be a whole number in [0, 1], found -1.0", -1, 1, 0, 0);
    }

    /** Rows are read where they lie in a buffer of many. */
    @Test
    void aRowStartsAtTheBuffersPosition() {
        InputColumns columns = columns(embedded(input("ids", DataType.INT64, 1), 5));
        FloatBuffer rows = FloatBuffer.wrap(new float[] {9, 2}).position(1);
        assertEquals(Optional.empty(), columns.fault(rows));
        assertEquals(1, rows.position());
    }

    @Test
    void anyNumbersCanBeMadeARow() {
        Value ids = input("ids", DataType.INT64, 3);
        Value x = input("x", DataType.FLOAT, 1);
        InputColumns columns = columns(embedded(ids, 5), x);
        float[] row = {-3.7f, Float.NaN, 1e30f, 0.25f};
        columns.fit(row);
        assertTaken(columns, row);
        assertTrue(row[0] >= 0 && row[1] >= 0 && row[2] >= 0);
        assertEquals(0.25f, row[3]);
        float[] again = {-3.7f, Float.NaN, 1e30f, 0.25f};
        columns.fit(again);
        assertArrayEquals(row, again);
    }
}
