package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.Tensors;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.lowering.GraphTarget;
import org.dpmodel.graph.lowering.IndexSums;
import org.dpmodel.graph.lowering.OneHotIndexSums;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Rows are summed by index as in a loop: in the form of the device's target, and by products. */
abstract class IndexSumContract {
    private static final int ROWS = 96;
    private static final int[] WIDTHS = {1, 5, 16};

    /** More indices than rows, so that some have none, and few, so that many rows have the same. */
    private static final int[] SIZES = {7, 250};

    abstract EngineContract contract();

    @TestFactory
    Stream<DynamicTest> rowsAreSummedByIndex() {
        GraphTarget target = contract().device().graphTarget();
        return Stream.of(target.indexSums(), new OneHotIndexSums())
                .map(form -> DynamicTest.dynamicTest(form.getClass().getSimpleName(), () -> {
                    for (int width : WIDTHS) {
                        for (int size : SIZES) {
                            assertSums(form, target.opset(), width, size);
                        }
                    }
                }));
    }

    private void assertSums(IndexSums form, int opset, int width, int size) {
        Random random = new Random(size + width);
        long[] indices = random.ints(ROWS, 0, size).asLongStream().toArray();
        double[] elements = new double[ROWS * width];
        double[] expected = new double[size * width];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (float) random.nextGaussian();
            expected[(int) indices[i / width] * width + i % width] += elements[i];
        }
        Map<String, ReferenceTensor> feeds = new LinkedHashMap<>();
        feeds.put("indices", ReferenceTensor.longs(Shape.of(ROWS), indices));
        feeds.put("rows", ReferenceTensor.floats(Shape.of(ROWS, width), elements));
        try (CompiledGraph graph =
                contract().device().compile(model(form, opset, width, size), ExecutionOptions.defaults())) {
            Tensors inputs = Tensors.allocate(graph.inputs());
            Tensors outputs = Tensors.allocate(graph.outputs());
            feeds.forEach((name, tensor) -> HostTensors.write(tensor, inputs.get(name)));
            // Twice: what the first run added must be gone in the second.
            graph.run(inputs, outputs);
            graph.run(inputs, outputs);
            double[] found = HostTensors.toDoubles(outputs.get("sums"));
            assertEquals(expected.length, found.length);
            for (int i = 0; i < expected.length; i++) {
                int index = i;
                // A sum without rows is zero, not nearly so.
                double allowed =
                        expected[i] == 0 ? 0 : 10 * contract().tolerance() * Math.max(1, Math.abs(expected[i]));
                assertEquals(expected[i], found[i], allowed, () -> "width " + width + ", element " + index);
            }
        }
    }

    private static OnnxModel model(IndexSums form, int opset, int width, int size) {
        GraphBuilder builder = new GraphBuilder("sums", Operators::find);
        Ops ops = new Ops(builder, opset);
        Value indices = builder.input("indices", new TensorType(DataType.INT64, Shape.of(ROWS)));
        Value rows = builder.input("rows", TensorType.floats(ROWS, width));
        builder.output("sums", form.sum(ops, indices, rows, size));
        return new OnnxModel(builder.build(), opset);
    }
}
