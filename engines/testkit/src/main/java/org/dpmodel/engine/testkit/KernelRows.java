package org.dpmodel.engine.testkit;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.operator.Operators;

/**
 * Compares, bit by bit, the results of a kernel for the same row at different positions, in graphs of one and of two
 * blocks of the target's rows. For one thread.
 */
public final class KernelRows {
    private static final int DRAWS = 3;
    private static final int SHIFTS = 17;

    private final EngineDevice device;
    private final RowKernel kernel;
    private final int width;
    private final int block;
    private final Random random;

    /**
     * A comparison.
     *
     * @param device where the kernel runs, compiled for the device's own target
     * @param kernel the kernel
     * @param width the width of rows
     */
    public KernelRows(EngineDevice device, RowKernel kernel, int width) {
        this.device = device;
        this.kernel = kernel;
        this.width = width;
        this.block = device.graphTarget().rowBlock();
        this.random = new Random(width);
    }

    /**
     * Runs all comparisons.
     *
     * @return a description of the first difference; empty if every bit is equal
     */
    public Optional<String> firstDifference() {
        try (Rows one = new Rows(compile(block));
                Rows two = new Rows(compile(2 * block))) {
            for (int draw = 0; draw < DRAWS; draw++) {
                float[][] rows = draw();
                float[][] expected = two.run(rows, 0);
                for (int shift = 0; shift < SHIFTS; shift++) {
                    float[][] shifted = two.run(rows, shift);
                    float[][] ofOne = one.run(rows, shift);
                    int by = shift;
                    Optional<String> difference =
                            difference(expected, shifted, by).or(() -> difference(expected, ofOne, by));
                    if (difference.isPresent()) {
                        return difference;
                    }
                }
            }
            return Optional.empty();
        }
    }

    private float[][] draw() {
        float[][] rows = new float[2 * block][kernel.inputs(width)];
        for (float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) (kernel.scale() * random.nextGaussian());
            }
        }
        return rows;
    }

    private CompiledGraph compile(int rows) {
        GraphTarget target = device.graphTarget();
        GraphBuilder builder = new GraphBuilder("rows", Operators::find);
        Ops ops = new Ops(builder, target.opset(), target.rowSums());
        Value x = builder.input("x", TensorType.floats(rows, kernel.inputs(width)));
        builder.output("y", kernel.of(ops, x));
        return device.compile(
                new OnnxModel(builder.build(), target.opset()),
                ExecutionOptions.defaults().withThreads(1));
    }

    private Optional<String> difference(float[][] expected, float[][] found, int shift) {
        for (int row = 0; row < found.length; row++) {
            float[] wanted = expected[(row + shift) % expected.length];
            float[] actual = found[row];
            int at = row;
            Optional<String> difference = IntStream.range(0, wanted.length)
                    .filter(i -> Float.compare(wanted[i], actual[i]) != 0)
                    .mapToObj(i -> kernel + " of width " + width + ", element " + i + " in row " + at + " of "
                            + found.length + ": " + Float.toHexString(actual[i]) + ", elsewhere "
                            + Float.toHexString(wanted[i]))
                    .findFirst();
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** A graph with the memory that it reads and writes. */
    private static final class Rows implements AutoCloseable {
        private final CompiledGraph graph;
        private final Tensors inputs;
        private final Tensors outputs;
        private final int count;

        Rows(CompiledGraph graph) {
            this.graph = graph;
            this.inputs = Tensors.allocate(graph.inputs());
            this.outputs = Tensors.allocate(graph.outputs());
            this.count = (int) inputs.get("x").type().shape().dim(0);
        }

        /** The results for rows shift, shift + 1, ..., as many as the graph has. */
        float[][] run(float[][] rows, int shift) {
            FloatBuffer x = inputs.get("x").floats();
            for (int row = 0; row < count; row++) {
                x.put(rows[(row + shift) % rows.length]);
            }
            graph.run(inputs, outputs);
            FloatBuffer y = outputs.get("y").floats();
            float[][] results = new float[count][y.remaining() / count];
            for (float[] result : results) {
                y.get(result);
            }
            return results;
        }

        @Override
        public void close() {
            graph.close();
        }
    }
}
