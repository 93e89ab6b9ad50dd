package org.dpmodel.graph.evidence;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.reference.Arithmetic;
import org.dpmodel.graph.reference.ReferenceInterpreter;
import org.dpmodel.graph.reference.ReferenceTensor;

/** Something that runs a graph of float32 inputs and outputs. */
@FunctionalInterface
interface Runner {
    /** Loops in double precision. */
    Runner DOUBLE = rounding(Arithmetic.EXACT);

    /** ONNX Runtime on the processor, in float32. */
    Runner ONNX_RUNTIME = inOnnxRuntime(new LastSessions());

    /** All outputs by name. */
    Map<String, double[]> run(OnnxModel model, Map<String, ReferenceTensor> inputs);

    private static Runner inOnnxRuntime(LastSessions sessions) {
        return (model, inputs) -> runInOnnxRuntime(sessions, model, inputs);
    }

    /** Loops in double precision that round as a device would. */
    static Runner rounding(Arithmetic arithmetic) {
        return (model, inputs) -> {
            Map<String, double[]> outputs = new LinkedHashMap<>();
            new ReferenceInterpreter(model.graph(), arithmetic)
                    .run(inputs)
                    .forEach((name, tensor) -> outputs.put(name, tensor.toDoubles()));
            return outputs;
        };
    }

    private static Map<String, double[]> runInOnnxRuntime(
            LastSessions sessions, OnnxModel model, Map<String, ReferenceTensor> inputs) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try {
            OrtSession session = sessions.of(model);
            for (String name : session.getInputNames()) {
                feeds.put(name, tensor(environment, inputs.get(name)));
            }
            try (OrtSession.Result results = session.run(feeds)) {
                Map<String, double[]> outputs = new LinkedHashMap<>();
                results.forEach(entry ->
                        outputs.put(entry.getKey(), toDoubles(((OnnxTensor) entry.getValue()).getFloatBuffer())));
                return outputs;
            }
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, ReferenceTensor tensor) throws OrtException {
        long[] dims = tensor.type().shape().dims();
        if (tensor.type().dataType() == DataType.INT64) {
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(tensor.toLongs()), dims);
        }
        float[] values = tensor.toConstant().toFloats();
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims);
    }

    private static double[] toDoubles(FloatBuffer buffer) {
        double[] values = new double[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.get(i);
        }
        return values;
    }
}
