package org.dpmodel.nn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.validation.Require;

/**
 * Collects examples for a network, input by input under the network's names: real numbers, and integers such as the ids
 * of words and categories. Created by {@link Network#examples}.
 *
 * <pre>{@code
 * Dataset visits = network.examples("visits")
 *         .input("categories", ids)      // long[examples][...]
 *         .input("numbers", numbers)     // float[examples][...]
 *         .classes(labels, 2);
 * }</pre>
 *
 * <p>Your own dataset for such a network must return rows of {@link NetworkGraph#features}: the elements of all inputs
 * one after the other, with ids as float32 numbers, which represent integers up to 2²⁴ exactly.
 */
public final class ExampleBuilder {
    private final NetworkGraph network;
    private final String name;
    private final Map<String, float[][]> inputs = new LinkedHashMap<>();

    ExampleBuilder(NetworkGraph network, String name) {
        this.network = network;
        this.name = name;
    }

    /**
     * The numbers of one input.
     *
     * @param input name of the input
     * @param rows the elements of each example, row-major
     * @return this builder
     * @throws IllegalArgumentException if the network has no such input, or a row does not have the size of the input
     */
    public ExampleBuilder input(String input, float[][] rows) {
        ValueInfo wanted = network.graph().inputs().stream()
                .filter(known -> known.name().equals(input))
                .findFirst()
                .orElseThrow(
                        () -> Require.broken("input", "must be one of " + names(), input, "pass one of these names"));
        Shape shape = wanted.type().shape();
        long size = shape.size(1, shape.rank());
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != size) {
                throw Require.broken(
                        "row " + i + " of input " + input,
                        "must have " + size + " elements, as " + shape + " says",
                        rows[i].length,
                        "pass the elements of one example in row-major order");
            }
        }
        inputs.put(input, rows);
        return this;
    }

    /**
     * The integers of one input.
     *
     * @param input name of the input
     * @param rows the elements of each example, row-major, between -2²⁴ and 2²⁴
     * @return this builder
     * @throws IllegalArgumentException if the network has no such input, or a row does not have the size of the input
     */
    public ExampleBuilder input(String input, long[][] rows) {
        float[][] numbers = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            numbers[i] = new float[rows[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                numbers[i][j] = rows[i][j];
                if ((long) numbers[i][j] != rows[i][j]) {
                    throw Require.broken(
                            "element " + j + " of row " + i + " of input " + input,
                            "must be a whole number that float32 holds exactly, up to 2^24",
                            rows[i][j],
                            "number categories from 0 on");
                }
            }
        }
        return input(input, numbers);
    }

    /**
     * The examples with numbered classes.
     *
     * @param labels each example's class, in [0, classes)
     * @param classes the number of classes; at least 2
     * @return the dataset
     * @throws IllegalArgumentException if an input is missing or a label is out of range
     */
    public Dataset classes(int[] labels, int classes) {
        return ArrayDataset.classification(name, rows(), featureShape(), labels, classes);
    }

    /**
     * The examples with real-valued targets.
     *
     * @param targets each example's target, row-major
     * @param targetShape the shape of one example's target
     * @return the dataset
     * @throws IllegalArgumentException if an input is missing or lengths disagree
     */
    public Dataset values(float[][] targets, long... targetShape) {
        return ArrayDataset.regression(name, rows(), featureShape(), targets, targetShape);
    }

    private List<String> names() {
        return network.graph().inputs().stream().map(ValueInfo::name).toList();
    }

    private long[] featureShape() {
        long[] dims = network.features().shape().dims();
        return Arrays.copyOfRange(dims, 1, dims.length);
    }

    private float[][] rows() {
        int width = 0;
        int examples = -1;
        for (String input : names()) {
            float[][] part = inputs.get(input);
            if (part == null) {
                throw Require.broken("inputs", "must be all of " + names(), inputs.keySet(), "pass the others too");
            }
            if (examples >= 0 && part.length != examples) {
                throw Require.broken(
                        "input " + input,
                        "must have " + examples + " rows, as those before",
                        part.length,
                        "pass one each");
            }
            examples = part.length;
            width += part.length == 0 ? 0 : part[0].length;
        }
        float[][] rows = new float[examples][width];
        int column = 0;
        for (String input : names()) {
            float[][] part = inputs.get(input);
            for (int i = 0; i < examples; i++) {
                System.arraycopy(part[i], 0, rows[i], column, part[i].length);
            }
            column += examples == 0 ? 0 : part[0].length;
        }
        return rows;
    }
}
