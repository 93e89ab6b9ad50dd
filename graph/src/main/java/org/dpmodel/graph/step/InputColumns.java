package org.dpmodel.graph.step;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;

/**
 * Constraints on the elements of a feature row, if a network's inputs are not only float32 numbers: integers for an
 * integer input, 0 or 1 for booleans, and values within the table, or the axis, if an input indexes one, as the id of a
 * word indexes its embedding. An engine would detect an id outside its table too late, in the middle of a step that has
 * already been charged.
 */
public final class InputColumns {
    /** Float32 represents all integers up to this one. */
    private static final long EXACT = 1L << 24;

    /** A gigabyte for each example; no computer has the batch of a network with more. */
    private static final long MOST_COLUMNS = 1L << 28;

    private static final int EXAMPLES = 2;

    private final List<String> names = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final boolean[] whole;
    private final long[] least;
    private final long[] most;

    private InputColumns(NetworkGraph network) {
        int width = 0;
        for (ValueInfo input : network.graph().inputs()) {
            long own = elements(input);
            if (width + own > MOST_COLUMNS) {
                throw new GraphException("the inputs of the network must have at most " + MOST_COLUMNS
                        + " numbers for each example, found " + own + " in " + input.name()
                        + ": export the network with the size of its data");
            }
            for (int i = 0; i < own; i++) {
                names.add(input.name());
                places.add(i);
            }
            width += Math.toIntExact(own);
        }
        whole = new boolean[width];
        least = new long[width];
        most = new long[width];
        Arrays.fill(least, -EXACT);
        Arrays.fill(most, EXACT);
    }

    private static long elements(ValueInfo input) {
        Shape shape = input.type().shape();
        return shape.size(1, shape.rank());
    }

    /**
     * The rules of a network's rows.
     *
     * @param network the network
     * @return empty if all of its inputs are float32 numbers
     */
    public static Optional<InputColumns> of(NetworkGraph network) {
        boolean numbers =
                network.graph().inputs().stream().allMatch(input -> input.type().dataType() == DataType.FLOAT);
        if (numbers) {
            return Optional.empty();
        }
        InputColumns columns = new InputColumns(network);
        columns.restrictTypes(network.graph());
        columns.restrictToTables(NetworkBinder.bind(network, EXAMPLES));
        return Optional.of(columns);
    }

    private void restrictTypes(Graph graph) {
        int column = 0;
        for (ValueInfo input : graph.inputs()) {
            DataType type = input.type().dataType();
            for (long i = elements(input); i > 0; i--, column++) {
                whole[column] = type == DataType.INT32 || type == DataType.INT64 || type == DataType.BOOL;
                if (type == DataType.BOOL) {
                    least[column] = 0;
                    most[column] = 1;
                }
            }
        }
    }

    private void restrictToTables(BoundNetwork network) {
        FollowedNumbers.follow(network, (column, shift, size) -> {
            least[column] = Math.max(least[column], -size - shift);
            most[column] = Math.min(most[column], size - 1 - shift);
        });
    }

    /**
     * Turns a row of any numbers into one that satisfies the rules.
     *
     * @param row its elements; those that must be integers are replaced by integers in their range, derived from them
     */
    public void fit(float[] row) {
        for (int column = 0; column < whole.length; column++) {
            if (whole[column]) {
                long low = Math.max(0, least[column]);
                row[column] = low + Math.floorMod(Float.floatToIntBits(row[column]), most[column] - low + 1);
            }
        }
    }

    /**
     * Describes what is wrong with the features of one example.
     *
     * @param row its elements, from the buffer's position to its limit; the position is not changed
     * @return input, position, rule, what was found and how to fix it; empty if nothing is wrong
     */
    public Optional<String> fault(FloatBuffer row) {
        for (int column = 0; column < whole.length; column++) {
            float number = row.get(row.position() + column);
            if (whole[column] && !(number >= least[column] && number <= most[column] && number == Math.rint(number))) {
                return Optional.of("number " + places.get(column) + " of input " + names.get(column)
                        + " must be a whole number in [" + least[column] + ", " + most[column] + "], found " + number
                        + ": repair the example where the data is made, or leave it out without looking at others");
            }
        }
        return Optional.empty();
    }
}
