package org.dpmodel.engine.onnxruntime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.graph.DataType;
import org.dpmodel.graph.Shape;
import org.dpmodel.graph.ValueInfo;
import org.dpmodel.metric.Metrics;
import org.dpmodel.nn.ExampleBuilder;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;

/** Networks are trained privately, saved, and served by ONNX Runtime alone. */
final class TrainedAndServed {
    private static final int EXAMPLES = 32;
    private static final int BATCH = 16;

    private final Map<String, float[][]> numbers = new HashMap<>();

    /** Asserts that twenty private steps lower the loss, and that what is saved predicts as the model does. */
    static void check(Network network, Path file) throws Exception {
        new TrainedAndServed().run(network, file);
    }

    private void run(Network network, Path file) throws Exception {
        boolean classes = network.graph().output().type().shape().rank() == 2;
        Dataset examples = examples(network, classes);
        try (DPModel model = DPModel.builder(
                        network, classes ? Losses.softmaxCrossEntropy() : Losses.meanSquaredError())
                .engine("onnxruntime:cpu")
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(10))
                .noise(NoiseMechanisms.gaussian(0.1))
                .sampling(new PoissonSampling(BATCH))
                .metrics(Metrics.loss())
                .seed(1)
                .build()) {
            double before = model.eval(examples).values().iterator().next();
            model.train(20 * BATCH / EXAMPLES, examples, List.of());
            double after = model.eval(examples).values().iterator().next();
            assertTrue(after < before, "loss " + before + " became " + after);
            model.save(file);
            float[][] expected = model.predict(examples);
            for (int batch : new int[] {1, 3}) {
                assertServed(file, network, batch, expected);
            }
        }
    }

    private Dataset examples(Network network, boolean classes) {
        Random random = new Random(5);
        ExampleBuilder builder = network.examples("drawn");
        for (ValueInfo input : network.graph().graph().inputs()) {
            Shape shape = input.type().shape();
            float[][] rows = new float[EXAMPLES][(int) shape.size(1, shape.rank())];
            boolean whole = input.type().dataType() != DataType.FLOAT;
            for (float[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = whole ? 1 + random.nextInt(2) : (float) random.nextGaussian();
                }
            }
            numbers.put(input.name(), rows);
            builder.input(input.name(), rows);
        }
        Shape output = network.graph().output().type().shape();
        if (classes) {
            int[] labels = new int[EXAMPLES];
            Arrays.setAll(labels, i -> i % 4 == 0 ? 0 : 1);
            return builder.classes(labels, (int) output.dim(1));
        }
        long[] dims = Arrays.copyOfRange(output.dims(), 1, output.rank());
        float[][] targets = new float[EXAMPLES][(int) Shape.of(dims).size()];
        Arrays.stream(targets).forEach(target -> Arrays.fill(target, 0.5f));
        return builder.values(targets, dims);
    }

    private void assertServed(Path file, Network network, int batch, float[][] expected) throws Exception {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                OrtSession session = environment.createSession(file.toString(), options)) {
            for (ValueInfo input : network.graph().graph().inputs()) {
                feeds.put(input.name(), tensor(environment, input, batch));
            }
            Map<String, OnnxTensorLike> given = new HashMap<>(feeds);
            try (OrtSession.Result result = session.run(given)) {
                OnnxTensor output = (OnnxTensor) result.get(0);
                float[] served = new float[output.getFloatBuffer().remaining()];
                output.getFloatBuffer().get(served);
                int width = expected[0].length;
                assertEquals(batch * width, served.length);
                for (int i = 0; i < batch; i++) {
                    assertArrayEquals(expected[i], Arrays.copyOfRange(served, i * width, (i + 1) * width), 1e-4f);
                }
            }
        } finally {
            feeds.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, ValueInfo input, int batch) throws Exception {
        float[][] rows = numbers.get(input.name());
        long[] dims = input.type().shape().with(0, batch).dims();
        int width = rows[0].length;
        if (input.type().dataType() == DataType.FLOAT) {
            FloatBuffer buffer = FloatBuffer.allocate(batch * width);
            for (int i = 0; i < batch; i++) {
                buffer.put(rows[i]);
            }
            return OnnxTensor.createTensor(environment, buffer.flip(), dims);
        }
        LongBuffer buffer = LongBuffer.allocate(batch * width);
        for (int i = 0; i < batch; i++) {
            for (float number : rows[i]) {
                buffer.put((long) number);
            }
        }
        return OnnxTensor.createTensor(environment, buffer.flip(), dims);
    }
}
