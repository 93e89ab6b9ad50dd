package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.bool;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.graph;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.opset;
import static org.dpmodel.graph.onnx.Protos.real;
import static org.dpmodel.graph.onnx.Protos.reference;
import static org.dpmodel.graph.onnx.Protos.undeclared;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.graph.Graph;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.Node;
import org.junit.jupiter.api.Test;

class InliningTest {
    private static final String OWN = "own";

    private static GraphProto.Builder graphOf(NodeProto... nodes) {
        return GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 2))
                .addAllNode(List.of(nodes))
                .addOutput(value("y", FLOAT, -1, 2));
    }

    private static FunctionProto function(String name, List<String> inputs, List<String> outputs, NodeProto... nodes) {
        return FunctionProto.newBuilder()
                .setDomain(OWN)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(outputs)
                .addAllNode(List.of(nodes))
                .addOpsetImport(opset("", 17))
                .build();
    }

    private static NodeProto call(String function, List<String> inputs, List<String> outputs, AttributeProto... given) {
        return node(OWN, function, inputs, outputs, given);
    }

    private static ModelProto.Builder model(GraphProto.Builder graph, FunctionProto... functions) {
        return file(17, graph).addOpsetImport(opset(OWN, 1)).addAllFunctions(List.of(functions));
    }

    private static Graph read(ModelProto.Builder model) {
        return OnnxFormat.read(model.build().toByteArray()).graph();
    }

    private static List<String> operators(Graph graph) {
        return graph.nodes().stream().map(Node::operator).toList();
    }

    /** {@code x.squeeze(1)} of PyTorch, which asks for the size of the axis that it does not know. */
    private static GraphProto.Builder squeezed(String axis, String one) {
        GraphProto squeeze = GraphProto.newBuilder()
                .setName("then")
                .addNode(node("Squeeze", List.of("z", axis), List.of("s")))
                .addOutput(undeclared("s"))
                .build();
        GraphProto same = GraphProto.newBuilder()
                .setName("else")
                .addNode(node("Identity", List.of("z"), List.of("i")))
                .addOutput(undeclared("i"))
                .build();
        return GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 1, 2))
                .addInitializer(Protos.longs("one", 1L))
                .addInitializer(Protos.longs("two", 2L))
                .addNode(node("Relu", List.of("x"), List.of("z")))
                .addNode(node("Shape", List.of("z"), List.of("shape")))
                .addNode(node("Gather", List.of("shape", "one"), List.of("size")))
                .addNode(node("Equal", List.of("size", one), List.of("is")))
                .addNode(node(
                        "If", List.of("is"), List.of("y"), graph("then_branch", squeeze), graph("else_branch", same)))
                .addOutput(value("y", FLOAT, -1, 2));
    }

    @Test
    void aSqueezeThatAsksForTheSizeOfItsAxisIsTaken() {
        Graph graph = read(file(17, squeezed("one", "one")));
        assertTrue(operators(graph).contains("Squeeze"), operators(graph).toString());
        for (GraphProto.Builder other : List.of(squeezed("two", "one"), squeezed("one", "two"))) {
            ModelProto.Builder model = file(17, other);
            assertThrows(GraphException.class, () -> read(model));
        }
    }

    @Test
    void aFunctionIsReplacedByItsBodyAtEachCall() {
        FunctionProto twice = function(
                "Twice",
                List.of("a"),
                List.of("b"),
                node("Relu", List.of("a"), List.of("t")),
                node("Add", List.of("t", "t"), List.of("b")));
        Graph graph = read(model(
                graphOf(call("Twice", List.of("x"), List.of("t")), call("Twice", List.of("t"), List.of("y"))), twice));
        assertEquals(List.of("Relu", "Add", "Relu", "Add"), operators(graph));
        assertEquals(List.of("x"), graph.nodes().get(0).inputs());
        assertEquals(List.of("t"), graph.nodes().get(1).outputs());
        assertEquals(List.of("t"), graph.nodes().get(2).inputs());
        assertEquals(List.of("y"), graph.nodes().get(3).outputs());
    }

    @Test
    void attributesOfTheCallReachTheBodyAndDefaultsStandIn() {
        FunctionProto leaky = function(
                        "Leaky",
                        List.of("a"),
                        List.of("b"),
                        node(
                                "LeakyRelu",
                                List.of("a"),
                                List.of("b"),
                                reference("alpha", AttributeType.FLOAT, "slope"),
                                reference("other", AttributeType.INT, "absent")))
                .toBuilder()
                .addAttributeProto(real("slope", 0.5f))
                .build();
        FunctionProto outer = function(
                        "Outer",
                        List.of("a"),
                        List.of("b"),
                        call("Leaky", List.of("a"), List.of("b"), reference("slope", AttributeType.FLOAT, "s")))
                .toBuilder()
                .addAttribute("s")
                .build();
        Graph graph = read(model(
                graphOf(
                        call("Leaky", List.of("x"), List.of("a")),
                        call("Outer", List.of("a"), List.of("y"), real("s", 0.25f))),
                leaky,
                outer));
        assertEquals(0.5f, graph.nodes().get(0).attributes().real("alpha", 0));
        assertEquals(0.25f, graph.nodes().get(1).attributes().real("alpha", 0));
        assertEquals(1, graph.nodes().get(1).attributes().values().size());
    }

    @Test
    void absentInputsUnusedOutputsAndPassedOnInputsKeepTheirMeaning() {
        FunctionProto body = function(
                "Body",
                List.of("a", "low", "high"),
                List.of("b", "c", "a"),
                node("Clip", List.of("a", "low", "high"), List.of("b")),
                node("Relu", List.of("b"), List.of("c")));
        Graph graph = read(model(
                graphOf(
                                call("Body", List.of("x", "", "w"), List.of("p", "", "same")),
                                node("Add", List.of("p", "same"), List.of("y")))
                        .addInitializer(floats("w", List.of(), 3f)),
                body));
        assertEquals(List.of("Clip", "Relu", "Identity", "Add"), operators(graph));
        assertEquals(List.of("x", "", "w"), graph.nodes().get(0).inputs());
        assertEquals(List.of("x"), graph.nodes().get(2).inputs());
        assertEquals(List.of("same"), graph.nodes().get(2).outputs());
    }

    @Test
    void aBodyIsReadByItsOwnOperatorSet() {
        FunctionProto body = function(
                        "Body",
                        List.of("a"),
                        List.of("b"),
                        node("Squeeze", List.of("a"), List.of("b"), Protos.ints("axes", 1)))
                .toBuilder()
                .clearOpsetImport()
                .addOpsetImport(opset("", 11))
                .build();
        Graph graph = read(model(graphOf(call("Body", List.of("x"), List.of("y"))), body));
        assertEquals(2, graph.nodes().get(0).inputs().size());
    }

    @Test
    void functionsThatCallThemselvesOrGrowWithoutEndAreRefused() {
        FunctionProto endless =
                function("Endless", List.of("a"), List.of("b"), call("Endless", List.of("a"), List.of("b")));
        ModelProto.Builder model = model(graphOf(call("Endless", List.of("x"), List.of("y"))), endless);
        GraphException error = assertThrows(GraphException.class, () -> read(model));
        assertTrue(error.getMessage().contains("more than 32 deep"), error.getMessage());
        FunctionProto[] doubling = IntStream.range(0, 30)
                .mapToObj(i -> function(
                        "F" + i,
                        List.of("a"),
                        List.of("b"),
                        call("F" + (i + 1), List.of("a"), List.of("t")),
                        call("F" + (i + 1), List.of("t"), List.of("b"))))
                .toArray(FunctionProto[]::new);
        ModelProto.Builder bomb = model(graphOf(call("F0", List.of("x"), List.of("y"))), doubling);
        error = assertThrows(GraphException.class, () -> read(bomb));
        assertTrue(error.getMessage().contains("100000 nodes"), error.getMessage());
    }

    @Test
    void moreOutputsThanTheBodyHasAreRefused() {
        FunctionProto body = function("Body", List.of("a"), List.of("b"), node("Relu", List.of("a"), List.of("b")));
        ModelProto.Builder model = model(graphOf(call("Body", List.of("x"), List.of("y", "z"))), body);
        GraphException error = assertThrows(GraphException.class, () -> read(model));
        assertTrue(error.getMessage().contains("its body has 1"), error.getMessage());
    }

    private static NodeProto choice(String condition, NodeProto then, NodeProto otherwise) {
        return node(
                "If",
                List.of(condition),
                List.of("y"),
                graph("then_branch", branch(then)),
                graph("else_branch", branch(otherwise)));
    }

    private static GraphProto branch(NodeProto node) {
        return GraphProto.newBuilder()
                .setName("branch")
                .addInitializer(floats("w", List.of(2L), 1f, 2f))
                .addNode(node)
                .addOutput(undeclared("r"))
                .build();
    }

    @Test
    void aConstantConditionTakesItsBranch() {
        NodeProto add = node("Add", List.of("x", "w"), List.of("r"));
        NodeProto mul = node("Mul", List.of("x", "w"), List.of("r"));
        Graph taken = read(model(graphOf(choice("c", add, mul)).addInitializer(bool("c", true))));
        assertEquals(List.of("Add"), operators(taken));
        assertEquals(List.of("y"), taken.nodes().get(0).outputs());
        String weight = taken.nodes().get(0).inputs().get(1);
        assertEquals(2, taken.initializers().get(weight).toFloats()[1]);
        NodeProto constant = node(
                "Constant",
                List.of(),
                List.of("k"),
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeType.TENSOR)
                        .setT(bool("", true))
                        .build());
        Graph other = read(model(graphOf(constant, node("Not", List.of("k"), List.of("c")), choice("c", add, mul))));
        assertEquals("Mul", other.nodes().get(1).operator());
    }

    @Test
    void aBranchThatPassesOnAnOuterValueIsAnIdentity() {
        GraphProto pass = GraphProto.newBuilder().addOutput(undeclared("x")).build();
        NodeProto node = node("If", List.of("c"), List.of("y"), graph("then_branch", pass), graph("else_branch", pass));
        Graph graph = read(model(graphOf(node).addInitializer(bool("c", false))));
        assertEquals(List.of("Identity"), operators(graph));
        assertEquals(List.of("x"), graph.nodes().get(0).inputs());
    }

    @Test
    void conditionsByValuesStayRefused() {
        NodeProto add = node("Add", List.of("x", "w"), List.of("r"));
        ModelProto.Builder model = model(
                graphOf(node("Cast", List.of("x"), List.of("c"), Protos.integer("to", 9)), choice("c", add, add)));
        GraphException error = assertThrows(GraphException.class, () -> read(model));
        assertTrue(error.getMessage().contains("control flow"), error.getMessage());
    }

    @Test
    void nestedBranchesInFunctionsAreFollowed() {
        NodeProto inner = choice(
                        "flag", node("Mul", List.of("a", "w"), List.of("r")), node("Relu", List.of("a"), List.of("r")))
                .toBuilder()
                .setOutput(0, "r")
                .build();
        NodeProto outer = choice("flag", inner, node("Relu", List.of("a"), List.of("r"))).toBuilder()
                .setOutput(0, "b")
                .build();
        FunctionProto body = function("Body", List.of("a", "flag"), List.of("b"), outer);
        Graph graph = read(model(
                graphOf(call("Body", List.of("x", "yes"), List.of("y"))).addInitializer(bool("yes", true)), body));
        assertEquals(List.of("Mul"), operators(graph));
        assertEquals("x", graph.nodes().get(0).inputs().get(0));
        assertEquals(List.of("y"), graph.nodes().get(0).outputs());
    }

    @Test
    void equalImportsOfTheDefaultDomainAreTakenAndOthersRefused() {
        NodeProto relu = node("Relu", List.of("x"), List.of("y"));
        assertEquals(
                1,
                read(model(graphOf(relu)).addOpsetImport(opset("ai.onnx", 17)))
                        .nodes()
                        .size());
        ModelProto.Builder two = model(graphOf(relu)).addOpsetImport(opset("", 18));
        GraphException error = assertThrows(GraphException.class, () -> read(two));
        assertTrue(error.getMessage().contains("17 and 18"), error.getMessage());
    }

    @Test
    void allOperatorsOfOtherDomainsAreNamedAtOnce() {
        ModelProto.Builder model = model(graphOf(
                node("com.microsoft", "FusedConv", List.of("x"), List.of("a")),
                node("com.microsoft", "QuickGelu", List.of("a"), List.of("b")),
                node("com.acme", "Magic", List.of("b"), List.of("y"))));
        GraphException error = assertThrows(GraphException.class, () -> read(model));
        for (String word : List.of("FusedConv of domain com.microsoft", "QuickGelu", "Magic", "ORT_ENABLE_BASIC")) {
            assertTrue(error.getMessage().contains(word), error.getMessage());
        }
    }
}
