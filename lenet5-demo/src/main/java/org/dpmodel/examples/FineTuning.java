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

/** A network that knows the digits 0 to 4 learns all ten at epsilon 1: by its last layer, by LoRA, from scratch. */
public final class FineTuning {
    private FineTuning() {}

    private static boolean isBelowFive(Dataset digits, int index) {
        FloatBuffer oneHot = FloatBuffer.allocate(10);
        digits.copyTarget(index, oneHot);
        return IntStream.range(0, 5).anyMatch(digit -> oneHot.get(digit) == 1);
    }

    private static Network knowsSmallDigits(Dataset digits) throws IOException {
        IntStream small = IntStream.range(0, digits.size()).filter(i -> isBelowFive(digits, i));
        Path file = Files.createTempFile("digits-0-to-4", ".onnx");
        file.toFile().deleteOnExit();
        try (DPModel model = DPModel.builder(LeNet5.reluNetwork(10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.02, 0.9))
                .sampling(new PoissonSampling(64))
                .buildWithoutPrivacy()) {
            model.train(3, digits.subset(small.toArray()), List.of());
            model.save(file);
        }
        return Network.fromOnnx(file);
    }

    private static void learn(String what, Network network, Dataset train, Dataset test, int epochs) {
        try (DPModel model = DPModel.builder(network, Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(1, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(1.55))
                .sampling(new PoissonSampling(512))
                .budget(new PrivacyBudget(1, 1e-5))
                .onOtherPeople()
                .build()) {
            model.train(epochs, train, List.of());
            System.out.println(what + ", " + network.parameterCount() + " numbers: " + model.eval(test) + ", epsilon "
                    + model.privacyStatement().displayedEpsilon());
        }
    }

    /**
     * Trains four times.
     *
     * @param args the folder of MNIST or {@code synthetic}, a number of examples, and of epochs
     * @throws IOException if files cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Digits digits = Digits.of(args, 10);
        Dataset all = digits.train(32);
        Dataset test = digits.test(32);
        // The first third is public; nobody in it is among the others.
        Network head = knowsSmallDigits(all.take(all.size() / 3)).trainable("dense3.*");
        Dataset others = all.range(all.size() / 3, all.size());
        learn("last layer", head, others, test, digits.epochs());
        Network lora = head.lora(Lora.ofRank(4), "conv2.*", "dense1.*", "dense2.*");
        learn("last layer and LoRA", lora, others, test, digits.epochs());
        learn("from scratch", LeNet5.reluNetwork(10), others, test, digits.epochs());
    }
}
