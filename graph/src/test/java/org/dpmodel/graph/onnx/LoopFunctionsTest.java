package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.LoopFiles.WEIGHT;
import static org.dpmodel.graph.onnx.LoopFiles.body;
import static org.dpmodel.graph.onnx.LoopFiles.ending;
import static org.dpmodel.graph.onnx.LoopFiles.literal;
import static org.dpmodel.graph.onnx.LoopFiles.loop;
import static org.dpmodel.graph.onnx.LoopFiles.network;
import static org.dpmodel.graph.onnx.LoopFiles.sameAsInOnnxRuntime;
import static org.dpmodel.graph.onnx.Protos.bool;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.graph;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.opset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions that the bodies of loops call, and loops that make no round. */
class LoopFunctionsTest {
    /** A function of s, with a literal v. */
    private static FunctionProto function(String name, NodeProto... nodes) {
        return FunctionProto.newBuilder()
                .setDomain("own")
                .setName(name)
                .addInput("s")
                .addOutput("result")
                .addAllNode(List.of(nodes))
                .addOpsetImport(opset("", 17))
                .addOpsetImport(opset("own", 1))
                .build();
    }

    private static NodeProto call(String function, String s, String result) {
        return node("own", function, List.of(s), List.of(result));
    }

    /** Seen to train another weight in each round; but two calls have a weight each, as they would without the loop. */
    @ParameterizedTest
    @CsvSource({
        "called, 1",
        "called twice, 2",
        "called by another, 1",
        "result, 1",
        "in an inner loop, 1",
        "stored in a branch, 1"
    })
    void aLiteralOfAFunctionIsOneInAllRounds(String how, int weights) throws OrtException {
        FunctionProto times = function("times", literal("v"), node("MatMul", List.of("s", "v"), List.of("result")));
        FunctionProto other =
                function("other", call("times", "s", "inner"), node("Tanh", List.of("inner"), List.of("result")));
        FunctionProto weight = function("weight", literal("result"));
        GraphProto then = ending(
                        GraphProto.newBuilder()
                                .setName("then")
                                .addInitializer(floats("v", List.of(3L, 3L), WEIGHT))
                                .addNode(node("MatMul", List.of("s", "v"), List.of("inner"))),
                        "inner")
                .build();
        GraphProto same = ending(
                        GraphProto.newBuilder()
                                .setName("else")
                                .addNode(node("Identity", List.of("s"), List.of("same"))),
                        "same")
                .build();
        NodeProto truth = node(
                "Constant",
                List.of(),
                List.of("truth"),
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(bool("truth", true))
                        .build());
        FunctionProto branch = function(
                "branch",
                truth,
                node(
                        "If",
                        List.of("truth"),
                        List.of("result"),
                        graph("then_branch", then),
                        graph("else_branch", same)));
        GraphProto.Builder body = body("b");
        switch (how) {
            case "called" -> body.addNode(call("times", "s_b", "product"));
            case "called twice" -> body.addNode(call("times", "s_b", "half")).addNode(call("times", "half", "product"));
            case "called by another" -> body.addNode(call("other", "s_b", "product"));
            case "result" ->
                body.addNode(call("weight", "s_b", "v"))
                        .addNode(node("MatMul", List.of("s_b", "v"), List.of("product")));
            case "in an inner loop" ->
                body.addNode(loop(
                        "two",
                        "s_b",
                        "product",
                        ending(body("c").addNode(call("times", "s_c", "inner")), "go_c", "inner")));
            default -> body.addNode(call("branch", "s_b", "product"));
        }
        body.addNode(node("Tanh", List.of("product"), List.of("next")));
        OnnxModel model = sameAsInOnnxRuntime(network(
                "last",
                List.of(loop("three", "start", "last", ending(body, "go_b", "next"))),
                times,
                other,
                weight,
                branch));
        Set<String> parameters = Networks.of(model.graph()).parameters();
        assertEquals(1 + weights, parameters.size(), parameters::toString);
    }

    /** What is carried stays as it is; what is collected of no round has no shape. */
    @ParameterizedTest
    @ValueSource(strings = {"zero", "no"})
    void aLoopOfNoRoundsPassesOnWhatItCarries(String why) throws OrtException {
        String rounds = why.equals("zero") ? "zero" : "three";
        String goesOn = why.equals("zero") ? "yes" : "no";
        GraphProto.Builder plain = body("b").addNode(node("MatMul", List.of("s_b", "w"), List.of("next")));
        GraphProto body = ending(plain.clone(), "go_b", "next", "next").build();
        NodeProto carrying = node(
                "Loop",
                List.of(rounds, goesOn, "start"),
                List.of("last"),
                graph("body", ending(plain, "go_b", "next").build()));
        NodeProto collecting = node("Loop", List.of(rounds, goesOn, "start"), List.of("last", ""), graph("body", body));
        // ONNX Runtime takes no loop whose collected values have no name.
        OnnxModel unread = OnnxFormat.read(network("last", List.of(collecting)));
        for (OnnxModel model : List.of(sameAsInOnnxRuntime(network("last", List.of(carrying))), unread)) {
            assertEquals(
                    1,
                    model.graph().nodes().stream()
                            .filter(node -> node.operator().equals("MatMul"))
                            .count());
        }
        byte[] collected = network(
                "sum",
                List.of(
                        node("Loop", List.of(rounds, goesOn, "start"), List.of("last", "all"), graph("body", body)),
                        node("ReduceSum", List.of("all", "front"), List.of("total"), integer("keepdims", 0)),
                        node("Add", List.of("total", "last"), List.of("sum"))));
        assertThrows(GraphException.class, () -> OnnxFormat.read(collected));
    }
}
