package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.LoopFiles.BOOL;
import static org.dpmodel.graph.onnx.LoopFiles.WEIGHT;
import static org.dpmodel.graph.onnx.LoopFiles.body;
import static org.dpmodel.graph.onnx.LoopFiles.ending;
import static org.dpmodel.graph.onnx.LoopFiles.literal;
import static org.dpmodel.graph.onnx.LoopFiles.loop;
import static org.dpmodel.graph.onnx.LoopFiles.network;
import static org.dpmodel.graph.onnx.LoopFiles.sameAsInOnnxRuntime;
import static org.dpmodel.graph.onnx.LoopFiles.scalar;
import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.graph;
import static org.dpmodel.graph.onnx.Protos.integer;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.undeclared;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OrtException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.step.Networks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unrolled loops compute what ONNX Runtime computes of them, with one weight in all rounds, or are refused soon. */
class LoopBodiesTest {
    /** A number is true unless it is 0. Seen to end after one round, since 2 was another number than true. */
    @ParameterizedTest
    @ValueSource(strings = {"Equal", "Or", "Not", "narrow"})
    void numbersAreTruthValues(String operator) throws OrtException {
        GraphProto.Builder body = body("b")
                .addNode(node("Tanh", List.of("s_b"), List.of("next")))
                .addNode(node("Sub", List.of("i_b", "two"), List.of("left")))
                .addNode(node("Cast", List.of("left"), List.of("truth"), integer("to", BOOL)));
        switch (operator) {
            case "Equal" -> body.addNode(node("Equal", List.of("truth", "yes"), List.of("again")));
            case "Or" -> body.addNode(node("Or", List.of("truth", "no"), List.of("again")));
            case "Not" ->
                body.addNode(node("Not", List.of("truth"), List.of("not")))
                        .addNode(node("Equal", List.of("not", "no"), List.of("again")));
            default ->
                body.addNode(node("Mul", List.of("left", "left"), List.of("square")))
                        .addNode(node(
                                "Cast",
                                List.of("square"),
                                List.of("small"),
                                integer("to", TensorProto.DataType.INT32_VALUE)))
                        .addNode(node("Cast", List.of("small"), List.of("again"), integer("to", BOOL)));
        }
        OnnxModel model = sameAsInOnnxRuntime(
                network("last", List.of(loop("unlimited", "start", "last", ending(body, "again", "next")))));
        assertEquals(
                3,
                model.graph().nodes().stream()
                        .filter(node -> node.operator().equals("Tanh"))
                        .count());
    }

    /** 256 is 0 as a byte. */
    @Test
    void numbersThatDoNotFitTheirTypeAreUnknown() {
        GraphProto.Builder body = body("b")
                .addNode(node("Tanh", List.of("s_b"), List.of("next")))
                .addNode(node("Mul", List.of("many", "i_b"), List.of("far")))
                .addNode(
                        node("Cast", List.of("far"), List.of("small"), integer("to", TensorProto.DataType.UINT8_VALUE)))
                .addNode(node("Cast", List.of("small"), List.of("again"), integer("to", BOOL)));
        byte[] file = network("last", List.of(loop("three", "start", "last", ending(body, "again", "next"))));
        assertThrows(GraphException.class, () -> OnnxFormat.read(file));
    }

    /** Seen to train another weight in each round, so that the network was no longer a recurrent one. */
    @ParameterizedTest
    @ValueSource(strings = {"literal", "initializer", "inner loop", "branch"})
    void aWeightOfABodyIsOneInAllRounds(String where) throws OrtException {
        GraphProto.Builder body = body("b");
        switch (where) {
            case "literal" ->
                body.addNode(literal("v")).addNode(node("MatMul", List.of("s_b", "v"), List.of("product")));
            case "initializer" ->
                body.addInitializer(floats("v", List.of(3L, 3L), WEIGHT))
                        .addNode(node("MatMul", List.of("s_b", "v"), List.of("product")));
            case "inner loop" ->
                body.addNode(loop(
                        "two",
                        "s_b",
                        "product",
                        ending(
                                body("c")
                                        .addInitializer(floats("v", List.of(3L, 3L), WEIGHT))
                                        .addNode(node("MatMul", List.of("s_c", "v"), List.of("inner"))),
                                "go_c",
                                "inner")));
            default ->
                body.addNode(node(
                        "If",
                        List.of("yes"),
                        List.of("product"),
                        graph(
                                "then_branch",
                                ending(
                                                GraphProto.newBuilder()
                                                        .setName("then")
                                                        .addInitializer(floats("v", List.of(3L, 3L), WEIGHT))
                                                        .addNode(node("MatMul", List.of("s_b", "v"), List.of("inner"))),
                                                "inner")
                                        .build()),
                        graph(
                                "else_branch",
                                ending(
                                                GraphProto.newBuilder()
                                                        .setName("else")
                                                        .addNode(node("Identity", List.of("s_b"), List.of("same"))),
                                                "same")
                                        .build())));
        }
        body.addNode(node("Tanh", List.of("product"), List.of("next")));
        OnnxModel model = sameAsInOnnxRuntime(
                network("last", List.of(loop("three", "start", "last", ending(body, "go_b", "next")))));
        assertEquals(2, Networks.of(model.graph()).parameters().size());
    }

    /** An inner loop that reads the outer one's round, makes as many rounds and collects its states. */
    @Test
    void loopsInLoops() throws OrtException {
        GraphProto inner = ending(
                        body("c")
                                .addNode(node("Cast", List.of("i_b"), List.of("time"), integer("to", FLOAT)))
                                .addNode(node("Add", List.of("s_c", "time"), List.of("moved")))
                                .addNode(node("MatMul", List.of("moved", "w"), List.of("product")))
                                .addNode(node("Tanh", List.of("product"), List.of("inner"))),
                        "go_c",
                        "inner",
                        "inner")
                .build();
        GraphProto.Builder outer = body("b")
                .addInput(value("other", FLOAT, -1, 3))
                .addNode(node("Add", List.of("i_b", "one"), List.of("rounds")))
                .addNode(node("Loop", List.of("rounds", "yes", "s_b"), List.of("end", "states"), graph("body", inner)))
                .addNode(node("ReduceSum", List.of("states", "front"), List.of("total"), integer("keepdims", 0)))
                .addNode(node("Add", List.of("total", "end"), List.of("next")));
        // The two values that are carried change places.
        ending(outer, "go_b", "other", "next", "s_b");
        OnnxModel model = sameAsInOnnxRuntime(network(
                "sum",
                List.of(
                        node(
                                "Loop",
                                List.of("three", "yes", "start", "x"),
                                List.of("last", "unused", "all"),
                                graph("body", outer.build())),
                        node("ReduceSum", List.of("all", "front"), List.of("total_all"), integer("keepdims", 0)),
                        node("Add", List.of("total_all", "last"), List.of("sum")))));
        assertEquals(Set.of("w"), Networks.of(model.graph()).parameters());
    }

    /** Seen to take hours or all memory: rounds without nodes, rounds that are tried in vain, and what is only collected. */
    @ParameterizedTest
    @ValueSource(strings = {"no nodes", "in vain", "initializers", "collected"})
    void smallFilesAreRefusedSoon(String kind) {
        GraphProto.Builder body = body("b");
        List<String> results = new ArrayList<>(List.of("last"));
        String rounds = "many";
        switch (kind) {
            case "no nodes" ->
                ending(body.addNode(loop("many", "s_b", "next", ending(body("c"), "go_c", "s_c"))), "go_b", "next");
            case "in vain" ->
                ending(
                        body.addNode(loop(
                                "more",
                                "s_b",
                                "next",
                                ending(
                                        body("c").addNode(node("Tanh", List.of("s_c"), List.of("inner"))),
                                        "go_c",
                                        "inner"))),
                        "go_b",
                        "next");
            case "initializers" -> {
                for (int i = 0; i < 20_000; i++) {
                    body.addInitializer(scalar("number" + i, i));
                }
                ending(body.addNode(node("Tanh", List.of("s_b"), List.of("next"))), "go_b", "next");
            }
            default -> {
                ending(body.addNode(node("Tanh", List.of("s_b"), List.of("next"))), "go_b", "next");
                for (int i = 0; i < 500; i++) {
                    body.addOutput(undeclared("s_b"));
                    results.add("collected" + i);
                }
            }
        }
        // The outer loop alone would be small enough.
        if (kind.equals("no nodes") || kind.equals("in vain")) {
            rounds = "few";
        }
        NodeProto loop = node("Loop", List.of(rounds, "yes", "start"), results, graph("body", body.build()));
        List<NodeProto> nodes = List.of(
                node(
                        "Constant",
                        List.of(),
                        List.of("few"),
                        AttributeProto.newBuilder()
                                .setName("value_int")
                                .setType(AttributeProto.AttributeType.INT)
                                .setI(9_000)
                                .build()),
                loop);
        byte[] file = network("last", nodes);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(GraphException.class, () -> OnnxFormat.read(file)));
    }
}
