package org.dpmodel.djl;

import java.util.Arrays;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;

/** Examples from a seed, and models that train on them. */
final class Examples {
    private Examples() {}

    static float[][] features(int count, long... shape) {
        Random random = new Random(5);
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        float[][] features = new float[count][size];
        for (float[] row : features) {
            for (int i = 0; i < size; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return features;
    }

    static ArrayDataset dataset(int count, int classes, long... shape) {
        int[] labels = new int[count];
        Arrays.setAll(labels, i -> i % classes);
        return ArrayDataset.classification("noise", features(count, shape), shape, labels, classes);
    }

    static DPModelBuilder builder(Network network) {
        // A block that ends in a softmax gives probabilities, which cross-entropy does not take for logits.
        boolean probabilities = network.graph().graph().nodes().stream()
                .anyMatch(node -> node.operator().equals("Softmax"));
        return DPModel.builder(network, probabilities ? Losses.meanSquaredError() : Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.1, 0.9))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .sampling(new PoissonSampling(8))
                .seed(7);
    }
}
