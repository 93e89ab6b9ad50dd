package org.dpmodel.examples;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.PrivacyBudget;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.models.LeNet5;
import org.dpmodel.nn.Lora;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;

/**
 * A network that was trained without privacy on public digits from 0 to 4 learns all ten from private ones, at epsilon 1: its
 * last layer alone, and its other weights by matrices of low rank beside them. A network that starts from nothing compares.
 */
public final class FineTuning {
    private FineTuning() {}

    /** The first third is public, of which some digits are taken; nobody in it is in the rest. */
    private static void learnSomeDigits(Dataset digits, Path file) throws IOException {
        int[] small = IntStream.range(0, digits.size() / 3)
                .filter(i -> isBelowFive(digits, i))
                .toArray();
        try (DPModel model = DPModel.builder(LeNet5.reluNetwork(10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.02, 0.9))
                .sampling(new PoissonSampling(64))
                .buildWithoutPrivacy()) {
            model.train(3, digits.subset(small), List.of());
            model.save(file);
        }
    }

    private static boolean isBelowFive(Dataset digits, int index) {
        FloatBuffer oneHot = FloatBuffer.allocate(10);
        digits.copyTarget(index, oneHot);
        return IntStream.range(0, 5).anyMatch(digit -> oneHot.get(digit) == 1);
    }

    private static void trainPrivately(String what, Network network, Dataset train, Dataset test, int epochs) {
        try (DPModel model = DPModel.builder(network, Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(1, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(1.55))
                .sampling(new PoissonSampling(512))
                .budget(new PrivacyBudget(1, 1e-5))
                .build()) {
            long began = System.nanoTime();
            model.train(epochs, train, List.of());
            System.out.printf(
                    "%-13s %,7d parameters, %s, epsilon %s, %d s%n",
                    what,
                    network.parameterCount(),
                    model.eval(test),
                    model.privacyStatement().displayedEpsilon(),
                    (System.nanoTime() - began) / 1_000_000_000);
        }
    }

    /**
     * Trains four times.
     *
     * @param args the folder of MNIST or {@code synthetic}, a number of examples, a number of epochs
     * @throws IOException if files cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Digits digits = Digits.of(args, 10);
        Dataset all = digits.train(32);
        Path file = Files.createTempFile("digits-0-to-4", ".onnx");
        learnSomeDigits(all, file);
        Network given = Network.fromOnnx(file);
        Dataset rest = all.range(all.size() / 3, all.size());
        Dataset test = digits.test(32);
        Network head = given.trainable("dense3.*");
        trainPrivately("last layer", head, rest, test, digits.epochs());
        trainPrivately(
                "LoRA, rank 4",
                head.lora(Lora.ofRank(4), "conv2.*", "dense1.*", "dense2.*"),
                rest,
                test,
                digits.epochs());
        trainPrivately("from scratch", LeNet5.reluNetwork(10), rest, test, digits.epochs());
        Files.delete(file);
    }
}
