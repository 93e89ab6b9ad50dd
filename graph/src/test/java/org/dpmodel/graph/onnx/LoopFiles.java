package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.bool;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.graph;
import static org.dpmodel.graph.onnx.Protos.longs;
import static org.dpmodel.graph.onnx.Protos.node;
import static org.dpmodel.graph.onnx.Protos.opset;
import static org.dpmodel.graph.onnx.Protos.undeclared;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.List;
import java.util.Map;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.step.Networks;

/** Small files with loops, and what ONNX Runtime computes of them. */
final class LoopFiles {
    static final int BOOL = TensorProto.DataType.BOOL_VALUE;
    private static final int INT64 = TensorProto.DataType.INT64_VALUE;
    static final Float[] WEIGHT = {1f, 0.5f, 0f, -1f, 0f, 0.5f, 0.5f, 0.25f, 0f};

    private LoopFiles() {}

    /** A body that reads a state s, to which its nodes are added. */
    static GraphProto.Builder body(String name) {
        return GraphProto.newBuilder()
                .setName(name)
                .addInput(value("i_" + name, INT64))
                .addInput(value("go_" + name, BOOL))
                .addInput(value("s_" + name, FLOAT, -1, 3));
    }

    static GraphProto.Builder ending(GraphProto.Builder body, String... outputs) {
        for (String output : outputs) {
            body.addOutput(undeclared(output));
        }
        return body;
    }

    static NodeProto loop(String rounds, String start, String last, GraphProto.Builder body) {
        return node("Loop", List.of(rounds, "yes", start), List.of(last), graph("body", body.build()));
    }

    static NodeProto literal(String name) {
        return node(
                "Constant",
                List.of(),
                List.of(name),
                AttributeProto.newBuilder()
                        .setName("value")
                        .setType(AttributeProto.AttributeType.TENSOR)
                        .setT(floats(name, List.of(3L, 3L), WEIGHT))
                        .build());
    }

    static TensorProto scalar(String name, long number) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(INT64)
                .addInt64Data(number)
                .build();
    }

    /** A network whose y is a value of the given nodes. */
    static byte[] network(String y, List<NodeProto> nodes, FunctionProto... functions) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, -1, 3))
                .addInitializer(floats("w", List.of(3L, 3L), WEIGHT))
                .addInitializer(bool("yes", true))
                .addInitializer(bool("no", false))
                .addInitializer(scalar("zero", 0))
                .addInitializer(scalar("one", 1))
                .addInitializer(scalar("two", 2))
                .addInitializer(scalar("three", 3))
                .addInitializer(scalar("many", 50_000))
                .addInitializer(scalar("more", 1_000_000))
                .addInitializer(scalar("unlimited", Long.MAX_VALUE))
                .addInitializer(longs("front", 0L))
                .addNode(node("MatMul", List.of("x", "w"), List.of("start")))
                .addAllNode(nodes)
                .addNode(node("Identity", List.of(y), List.of("y")))
                .addOutput(value("y", FLOAT, -1, 3));
        return file(17, graph)
                .addOpsetImport(opset("own", 1))
                .addAllFunctions(List.of(functions))
                .build()
                .toByteArray();
    }

    private static float[][] run(byte[] file) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions quiet = new OrtSession.SessionOptions();
        quiet.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
        try (quiet;
                OrtSession session = environment.createSession(file, quiet);
                OnnxTensor x = OnnxTensor.createTensor(environment, new float[][] {{0.5f, -1, 2}, {0.25f, 1, -3}});
                OrtSession.Result result = session.run(Map.of("x", x))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    static OnnxModel sameAsInOnnxRuntime(byte[] file) throws OrtException {
        OnnxModel model = OnnxFormat.read(file);
        float[][] expected = run(file);
        float[][] found = run(OnnxFormat.write(model));
        for (int row = 0; row < expected.length; row++) {
            assertArrayEquals(expected[row], found[row], 1e-6f);
        }
        Networks.proveIsolation(Networks.of(model.graph()), 3);
        return model;
    }
}
