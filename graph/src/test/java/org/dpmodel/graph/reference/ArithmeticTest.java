package org.dpmodel.graph.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.Value;
import org.dpmodel.graph.build.GraphBuilder;
import org.dpmodel.graph.build.Ops;
import org.dpmodel.graph.operator.Operators;
import org.junit.jupiter.api.Test;

/** Roundings against numbers worked out by hand. */
class ArithmeticTest {
    /** With 11 bits, neighbours of 1 are 2⁻¹⁰ above and 2⁻¹¹ below. */
    @Test
    void elevenBitsToTheNearest() {
        DoubleUnaryOperator nearest = Arithmetic.nearest(11).factors();
        assertEquals(1, nearest.applyAsDouble(1 + 0x1p-11));
        assertEquals(1 + 0x1p-10, nearest.applyAsDouble(1 + 0x1p-11 + 0x1p-23));
        assertEquals(1 + 0x1p-9, nearest.applyAsDouble(1 + 0x3p-11));
        assertEquals(-2, nearest.applyAsDouble(-(2 - 0x1p-12)));
        assertEquals(0, nearest.applyAsDouble(0));
        assertEquals(Double.POSITIVE_INFINITY, nearest.applyAsDouble(Double.POSITIVE_INFINITY));
        assertEquals(Double.NaN, nearest.applyAsDouble(Double.NaN));
    }

    @Test
    void elevenBitsTowardsZero() {
        DoubleUnaryOperator truncated = Arithmetic.truncated(11).factors();
        assertEquals(1, truncated.applyAsDouble(1 + 0x1p-10 - 0x1p-23));
        assertEquals(-1, truncated.applyAsDouble(-(1 + 0x1p-10 - 0x1p-23)));
        assertEquals(1 + 0x1p-10, truncated.applyAsDouble(1 + 0x1p-10));
    }

    @Test
    void halfOverflowsAndUnderflows() {
        DoubleUnaryOperator half = Arithmetic.HALF.results();
        assertEquals(65504, half.applyAsDouble(65519));
        assertEquals(Double.POSITIVE_INFINITY, half.applyAsDouble(65520));
        assertEquals(Double.NEGATIVE_INFINITY, half.applyAsDouble(-1e9));
        assertEquals(0x1p-24, half.applyAsDouble(0x1.8p-25));
        assertEquals(0, half.applyAsDouble(0x1p-25));
        assertEquals(1, half.applyAsDouble(1 + 0x1p-11));
    }

    /** Factors lose their low bits in products alone, and a bias keeps them. */
    @Test
    void matrixUnitsRoundTheirFactorsOnly() {
        float fine = 1 + 0x1p-12f;
        GraphBuilder builder = new GraphBuilder("g", Operators::find);
        Value x = builder.input("x", TensorType.floats(1, 1));
        builder.output("product", builder.call("Gemm", Attributes.none(), x, x, x));
        builder.output("square", builder.call("Mul", Attributes.none(), x, x));
        Map<String, ReferenceTensor> results = new ReferenceInterpreter(builder.build(), Arithmetic.nearest(11))
                .run(Map.of("x", ReferenceTensor.floats(Shape.of(1, 1), fine)));
        assertEquals(1 + fine, results.get("product").real(0));
        assertEquals(fine * fine, results.get("square").real(0));
    }

    /** Half of the distance between neighbours of 1 is lost at each addition; added up first, both halves count. */
    @Test
    void reductionsAddOneTermAfterAnother() {
        GraphBuilder builder = new GraphBuilder("g", Operators::find);
        Value x = builder.input("x", TensorType.floats(3));
        builder.output("sum", new Ops(builder, 17).reduceSum(x, false, 0));
        Graph graph = builder.build();
        double small = 0x1p-24;
        assertEquals(1, sum(graph, Arithmetic.SEQUENTIAL, 1, small, small));
        assertEquals(1 + 0x1p-23, sum(graph, Arithmetic.SEQUENTIAL, small, small, 1));
        assertEquals(1 + 0x1p-23, sum(graph, Arithmetic.nearest(11), 1, small, small));
    }

    private static double sum(Graph graph, Arithmetic arithmetic, double... terms) {
        return new ReferenceInterpreter(graph, arithmetic)
                .run(Map.of("x", ReferenceTensor.floats(Shape.of(terms.length), terms)))
                .get("sum")
                .real(0);
    }
}
