package org.dpmodel.cli.exporters;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.reference.ReferenceTensor;

/** Models run by ONNX Runtime alone, as those who serve a file do. */
final class Served {
    private Served() {}

    static Map<String, ReferenceTensor> run(OnnxModel model, Map<String, ReferenceTensor> inputs) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(OnnxFormat.write(model), options)) {
            for (String name : session.getInputNames()) {
                ReferenceTensor tensor = inputs.get(name);
                FloatBuffer numbers = FloatBuffer.wrap(tensor.toConstant().toFloats());
                feeds.put(
                        name,
                        OnnxTensor.createTensor(
                                environment, numbers, tensor.type().shape().dims()));
            }
            try (OrtSession.Result results = session.run(feeds)) {
                Map<String, ReferenceTensor> outputs = new HashMap<>();
                results.forEach(entry -> outputs.put(entry.getKey(), tensor((OnnxTensor) entry.getValue())));
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    /**
     * The rows of one output of a file, computed in batches.
     *
     * @param file a saved network
     * @param output the output's name
     * @param numbers of each input, row after row, by name
     * @param rows how many examples there are
     * @param batch examples at a time; of the last batch there may be fewer
     */
    static float[][] rows(Path file, String output, Map<String, double[]> numbers, int rows, int batch) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(file.toString(), options)) {
            float[][] outputs = new float[rows][];
            for (int start = 0; start < rows; start += batch) {
                int count = Math.min(batch, rows - start);
                Map<String, OnnxTensor> feeds = new HashMap<>();
                for (NodeInfo input : session.getInputInfo().values()) {
                    TensorInfo info = (TensorInfo) input.getInfo();
                    double[] all = numbers.get(input.getName());
                    int width = all.length / rows;
                    double[] part = Arrays.copyOfRange(all, start * width, (start + count) * width);
                    long[] shape = info.getShape().clone();
                    shape[0] = count;
                    feeds.put(input.getName(), tensor(environment, info.type, part, shape));
                }
                try (OrtSession.Result results = session.run(feeds, Set.of(output))) {
                    double[] found = tensor((OnnxTensor) results.get(0)).toDoubles();
                    int width = found.length / count;
                    for (int i = 0; i < count; i++) {
                        outputs[start + i] = new float[width];
                        for (int k = 0; k < width; k++) {
                            outputs[start + i][k] = (float) found[i * width + k];
                        }
                    }
                } finally {
                    feeds.values().forEach(OnnxTensor::close);
                }
            }
            return outputs;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, OnnxJavaType type, double[] numbers, long[] shape)
            throws OrtException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(numbers.length * type.size).order(ByteOrder.nativeOrder());
        for (double number : numbers) {
            switch (type) {
                case FLOAT -> bytes.putFloat((float) number);
                case INT64 -> bytes.putLong((long) number);
                case INT32 -> bytes.putInt((int) number);
                case BOOL -> bytes.put((byte) (number != 0 ? 1 : 0));
                default -> throw new IllegalArgumentException("no network of ours has an input of " + type);
            }
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), shape, type);
    }

    private static ReferenceTensor tensor(OnnxTensor value) {
        FloatBuffer buffer = value.getFloatBuffer();
        double[] numbers = new double[buffer.remaining()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = buffer.get(i);
        }
        return ReferenceTensor.floats(Shape.of(value.getInfo().getShape()), numbers);
    }
}
