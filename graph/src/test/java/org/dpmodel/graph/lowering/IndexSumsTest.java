package org.dpmodel.graph.lowering;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.operator.Operators;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.dpmodel.graph.step.PortableTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every form of sums by index against a loop. */
class IndexSumsTest {
    private static final Random RANDOM = new Random(31);

    /** Rows, width and number of indices. */
    record Problem(int rows, int width, int size) {
        long[] indices() {
            return RANDOM.ints(rows, 0, size).asLongStream().toArray();
        }

        double[] elements() {
            return RANDOM.doubles((long) rows * width, -1, 1).toArray();
        }

        double[] expected(long[] indices, double... elements) {
            double[] sums = new double[size * width];
            for (int i = 0; i < elements.length; i++) {
                sums[(int) indices[i / width] * width + i % width] += elements[i];
            }
            return sums;
        }
    }

    static Stream<Problem> problems() {
        return Stream.of(
                new Problem(7, 3, 5),
                new Problem(40, 2, 4),
                new Problem(1, 1, 1),
                new Problem(3, 5, 1),
                new Problem(5, 1, 100));
    }

    private static Graph graph(IndexSums form, Problem problem) {
        GraphBuilder builder = new GraphBuilder("sums", Operators::find);
        Ops ops = new Ops(builder, 17);
        Value indices = builder.input("indices", new TensorType(DataType.INT64, Shape.of(problem.rows())));
        Value rows = builder.input("rows", TensorType.floats(problem.rows(), problem.width()));
        builder.output("sums", form.sum(ops, indices, rows, problem.size()));
        return builder.build();
    }

    private static ReferenceTensor run(IndexSums form, Problem problem, long[] indices, double... elements) {
        Map<String, ReferenceTensor> feeds = new LinkedHashMap<>();
        feeds.put("indices", ReferenceTensor.longs(Shape.of(problem.rows()), indices));
        feeds.put("rows", ReferenceTensor.floats(Shape.of(problem.rows(), problem.width()), elements));
        return new ReferenceInterpreter(graph(form, problem)).run(feeds).get("sums");
    }

    @ParameterizedTest
    @MethodSource("problems")
    void everyFormSumsAsALoop(Problem problem) {
        long[] indices = problem.indices();
        double[] elements = problem.elements();
        for (IndexSums form : List.of(new ScatteredIndexSums(), new OneHotIndexSums())) {
            ReferenceTensor found = run(form, problem, indices, elements);
            assertEquals(TensorType.floats(problem.size(), problem.width()), found.type());
            assertArrayEquals(problem.expected(indices, elements), found.toDoubles(), 1e-12);
        }
    }

    @Test
    void rowsOfOneIndexAddUpAndTheOthersStayZero() {
        Problem problem = new Problem(4, 2, 3);
        long[] indices = {1, 1, 1, 1};
        double[] elements = {1, 10, 2, 20, 3, 30, 4, 40};
        for (IndexSums form : List.of(new ScatteredIndexSums(), new OneHotIndexSums())) {
            assertArrayEquals(
                    new double[] {0, 0, 10, 100, 0, 0},
                    run(form, problem, indices, elements).toDoubles());
        }
    }

    /** Sixteen indices of 2¹⁸ rows at a time fill a chunk. */
    @Test
    void manyIndicesOfManyRowsAreTakenInChunks() {
        Problem problem = new Problem(1 << 18, 1, 33);
        Graph graph = graph(new OneHotIndexSums(), problem);
        assertEquals(
                3,
                graph.nodes().stream()
                        .filter(node -> node.operator().equals("MatMul"))
                        .count());
        long[] indices = problem.indices();
        double[] elements = problem.elements();
        assertArrayEquals(
                problem.expected(indices, elements),
                run(new OneHotIndexSums(), problem, indices, elements).toDoubles(),
                1e-9);
    }

    @Test
    void targetsCanTakeEither() {
        GraphTarget portable = PortableTarget.target();
        assertTrue(portable.indexSums() instanceof OneHotIndexSums);
        GraphTarget other = portable.withIndexSums(new ScatteredIndexSums());
        assertTrue(other.indexSums() instanceof ScatteredIndexSums);
        assertEquals(portable.rowSums(), other.rowSums());
        assertEquals(portable.roundingMargin(), other.roundingMargin());
    }
}
