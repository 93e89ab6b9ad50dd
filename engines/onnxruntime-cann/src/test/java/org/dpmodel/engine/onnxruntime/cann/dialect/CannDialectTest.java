package org.dpmodel.engine.onnxruntime.cann.dialect;

import static org.dpmodel.engine.onnxruntime.cann.dialect.NodeSketch.sketch;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.Attribute;
import org.dpmodel.graph.Attributes;
import org.dpmodel.graph.Constant;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.TensorType;
import org.dpmodel.graph.ValueInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule has a model that breaks it and no other, and a twin beside it that keeps it. */
class CannDialectTest {
    private static final Attributes NONE = Attributes.none();
    private static final Attributes KERNEL = NONE.with("kernel_shape", new long[] {2, 2});

    @ParameterizedTest(name = "{0}")
    @MethodSource("org.dpmodel.engine.onnxruntime.cann.dialect.BrokenModels#all")
    void oneRuleIsBroken(NodeSketch sketch) {
        List<CannViolation> found = CannDialect.check(sketch.model());
        assertEquals(1, found.size(), found.toString());
        CannViolation violation = found.get(0);
        assertTrue(violation.rule().contains(sketch.rule()), violation.toString());
        assertTrue(!violation.found().isEmpty() && !violation.cure().isEmpty(), violation.toString());
        GraphException refused = assertThrows(GraphException.class, () -> CannDialect.require(sketch.model()));
        assertTrue(refused.getMessage().contains(violation.toString()), refused.getMessage());
    }

    @Test
    void violationsNameTheirPlace() {
        assertEquals("node n (MaxPool)", placeOf("indices of maxima"));
        assertEquals("input x0", placeOf("scalar input"));
        assertEquals("graph g", placeOf("opset 19"));
    }

    private static String placeOf(String name) {
        NodeSketch sketch = BrokenModels.all().stream()
                .filter(s -> s.name().equals(name))
                .findFirst()
                .orElseThrow();
        return CannDialect.check(sketch.model()).get(0).place();
    }

    static List<NodeSketch> keptRules() {
        return List.of(
                sketch("opset 18", "").opset(18).input(2).node("Relu", NONE),
                sketch("conv", "")
                        .input(1, 65_535, 4, 4)
                        .input(65_535, 1, 2, 2)
                        .node(
                                "Conv",
                                KERNEL.with("strides", new long[] {63, 1})
                                        .with("pads", new long[] {0, 255, 0, 0})
                                        .with("dilations", new long[] {1, 255})
                                        .with("group", 65_535)),
                sketch("pooling", "")
                        .input(1, 1, 99, 99)
                        .node(
                                "MaxPool",
                                NONE.with("kernel_shape", new long[] {15, 17}).with("strides", new long[] {63, 63})),
                sketch("alpha with a third input", "")
                        .input(2, 3)
                        .input(3, 4)
                        .input(4)
                        .node("Gemm", NONE.with("alpha", new Attribute.Real(0.5f))),
                sketch("slice", "").input(4).constant(0).constant(2).node("Slice", NONE),
                sketch("clip from above", "").input(4).absent().constant(1).node("Clip", NONE),
                sketch("equal shapes", "").input(2, 3).input(2, 3).input(2, 3).node("Sum", NONE),
                sketch("pads and no value", "").input(4).constant(1, 1).node("Pad", NONE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keptRules")
    void theEdgeOfEachRuleIsTaken(NodeSketch sketch) {
        assertEquals(List.of(), CannDialect.check(sketch.model()));
    }

    /** ONNX Runtime's provider drops such outputs. */
    @Test
    void outputsBesideAnOutputOfManyReadersAreFound() {
        assertEquals(1, CannDialect.check(splitWithReaders(3)).size());
        assertEquals(List.of(), CannDialect.check(splitWithReaders(2)));
    }

    private static OnnxModel splitWithReaders(int readers) {
        List<Node> nodes = new ArrayList<>();
        List<ValueInfo> outputs = new ArrayList<>();
        nodes.add(new Node("split", "Split", List.of("x", "sizes"), List.of("a", "b"), NONE.with("axis", 0)));
        outputs.add(new ValueInfo("a", TensorType.floats(1)));
        String[] operators = {"Relu", "Tanh", "Exp"};
        for (int i = 0; i < readers; i++) {
            nodes.add(new Node("reader" + i, operators[i], List.of("b"), List.of("y" + i), NONE));
            outputs.add(new ValueInfo("y" + i, TensorType.floats(1)));
        }
        return new OnnxModel(
                new Graph(
                        "g",
                        List.of(new ValueInfo("x", TensorType.floats(2))),
                        outputs,
                        nodes,
                        Map.of("sizes", Constant.ints(1, 1))),
                13);
    }

    @Test
    void manyViolationsAreCounted() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            nodes.add(new Node("n" + i, "Einsum", List.of("x"), List.of("y" + i), NONE));
        }
        OnnxModel model = new OnnxModel(
                new Graph(
                        "g",
                        List.of(new ValueInfo("x", TensorType.floats(2))),
                        List.of(new ValueInfo("y0", TensorType.floats(2))),
                        nodes,
                        Map.of()),
                13);
        GraphException refused = assertThrows(GraphException.class, () -> CannDialect.require(model));
        assertTrue(refused.getMessage().endsWith("... and 2 more"), refused.getMessage());
    }
}
