package org.dpmodel.cli.exporters;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.onnx.OnnxFormat;
import org.dpmodel.graph.reference.ReferenceTensor;

/** A model of float32 inputs and outputs, run by ONNX Runtime. */
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

    private static ReferenceTensor tensor(OnnxTensor value) {
        FloatBuffer buffer = value.getFloatBuffer();
        double[] numbers = new double[buffer.remaining()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = buffer.get(i);
        }
        return ReferenceTensor.floats(Shape.of(value.getInfo().getShape()), numbers);
    }
}
