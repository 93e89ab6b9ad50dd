package org.dpmodel.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.Zero;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;

/** Networks of a few units, their datasets and settings, on the reference engine. */
final class Tiny {
    /** So little noise that sums can be read off to float precision. */
    static final double HARDLY_ANY_NOISE = 1e-9;

    private Tiny() {}

    /** A private model of a network with one output, its loss the squared error, accounted by RDP: C = 1, z = 1 unless changed. */
    static DPModelBuilder regression(Network network) {
        return regression(network, Losses.meanSquaredError());
    }

    /** A private model of numbers with a loss of one's choice. */
    static DPModelBuilder regression(Network network, Loss loss) {
        return DPModel.builder(network, loss)
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.sgd(0.1))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1));
    }

    /** A private model of two classes of three features. */
    static DPModelBuilder classifier() {
        return classifierOf(MultilayerPerceptron.network(new long[] {3}, 4, 2));
    }

    /** A private model of a network of the same shapes. */
    static DPModelBuilder classifierOf(Network network) {
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .engine(ReferenceEngine.DEVICE)
                .accountant(RdpAccountant::new)
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .clipping(ClipMechanisms.fixed(0.5))
                .noise(NoiseMechanisms.gaussian(1));
    }

    /** y = W x with W = 0: under squared error the gradient is −2 (target) xᵀ / outputs, zero for a target of zero. */
    static Network linear(int inputs, int outputs) {
        return Network.of(
                "linear", new Dense(inputs, outputs).withWeightInit(new Zero()).withoutBias(), inputs);
    }

    /** Examples for {@link #classifier}. */
    static Rows twoClasses(int size) {
        Random random = new Random(7);
        float[][] features = new float[size][3];
        float[][] targets = new float[size][2];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < 3; j++) {
                features[i][j] = (float) random.nextGaussian();
            }
            targets[i][features[i][0] > 0 ? 1 : 0] = 1;
        }
        return new Rows("two classes", features, targets);
    }

    /** The parameters of a model, as its checkpoint has them. */
    static Map<String, float[]> parameters(DPModel model) {
        try {
            Path file = Files.createTempFile("parameters", ".onnx");
            try {
                model.save(file);
                Map<String, float[]> values = new LinkedHashMap<>();
                Checkpoint.read(file)
                        .network()
                        .graph()
                        .graph()
                        .initializers()
                        .forEach((name, constant) -> values.put(name, constant.toFloats()));
                return values;
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
