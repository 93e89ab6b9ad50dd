package org.dpmodel.graph.onnx;

import static org.dpmodel.graph.onnx.Protos.FLOAT;
import static org.dpmodel.graph.onnx.Protos.file;
import static org.dpmodel.graph.onnx.Protos.floats;
import static org.dpmodel.graph.onnx.Protos.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.network.NetworkGraph;
import org.dpmodel.graph.step.Networks;

/** Files of one batch size that are opened for any, beside what they compute. */
final class OpenedFiles {
    private static final long[] IMAGE = {2, 3};

    private OpenedFiles() {}

    private static float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) Math.sin(1 + i);
        }
        return numbers;
    }

    static TensorProto weight(String name, long... dims) {
        float[] numbers = numbers((int) LongStream.of(dims).reduce(1, Math::multiplyExact));
        Float[] boxed = new Float[numbers.length];
        Arrays.setAll(boxed, i -> numbers[i]);
        return floats(name, LongStream.of(dims).boxed().toList(), boxed);
    }

    /**
     * The file takes other batches, keeps examples apart, and says of each what ONNX Runtime says of the file as it was.
     *
     * @param batch of the file
     */
    static Set<String> assertOpens(int opset, long batch, List<NodeProto> nodes, TensorProto... constants) {
        GraphProto.Builder graph = GraphProto.newBuilder()
                .addInput(value("x", FLOAT, batch, IMAGE[0], IMAGE[1]))
                .addAllInitializer(List.of(constants))
                .addAllNode(nodes)
                .addOutput(Protos.undeclared("y"));
        byte[] bytes = file(opset, graph).build().toByteArray();
        OnnxModel model = OnnxFormat.read(bytes);
        NetworkGraph network = Networks.unbind(Networks.of(model.graph()));
        Networks.proveIsolation(network, 3);
        int rows = (int) batch * 3;
        float[] x = numbers(rows * 6);
        float[] whole = run(OnnxFormat.write(new OnnxModel(network.graph(), model.opset())), x, rows);
        int width = whole.length / rows;
        for (int start = 0; start < rows; start += (int) batch) {
            float[] part = run(bytes, Arrays.copyOfRange(x, start * 6, (start + (int) batch) * 6), batch);
            assertArrayEquals(
                    part,
                    Arrays.copyOfRange(whole, start * width, (start + (int) batch) * width),
                    1e-5f,
                    "row " + start);
        }
        return Set.copyOf(network.parameters());
    }

    private static float[] run(byte[] model, float[] x, long rows) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(model, options);
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(x), new long[] {rows, IMAGE[0], IMAGE[1]});
                OrtSession.Result result = session.run(Map.of("x", input))) {
            FloatBuffer numbers = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] found = new float[numbers.remaining()];
            numbers.get(found);
            return found;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
