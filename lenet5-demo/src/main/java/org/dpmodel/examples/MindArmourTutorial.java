package org.dpmodel.examples;

import java.io.IOException;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.callbacks.LossMonitor;
import org.dpmodel.callbacks.PrivacyMonitor;
import org.dpmodel.callbacks.PrivacyMonitorFactory;
import org.dpmodel.clipping.ClippingAdaptation;
import org.dpmodel.data.Dataset;
import org.dpmodel.metric.Metrics;
import org.dpmodel.mindarmour.ClipMechanismsFactory;
import org.dpmodel.mindarmour.MindArmourModel;
import org.dpmodel.mindarmour.NoiseMechanismsFactory;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.optimizer.Optimizers;

/**
 * MindArmour's tutorial with its own names: LeNet-5 with ReLU, shuffled batches of 256 in 16 micro-batches, adaptive
 * clipping. The epsilon is the run's true one, some 300 times what MindArmour's monitor prints: docs/mindarmour.md says
 * why, and {@code ./dpmodel train --recipe mindarmour-ada-sound} trains a sound version of the same settings.
 */
public final class MindArmourTutorial {
    private static final int BATCH_SIZE = 256;

    private MindArmourTutorial() {}

    /**
     * Trains, evaluates, and prints the privacy statement.
     *
     * @param args {@code FOLDER [EXAMPLES [EPOCHS]]}, see {@link Digits}
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        Digits digits = Digits.of(args, 10);
        Dataset train = digits.train(32);
        NoiseMechanism noise = NoiseMechanismsFactory.create("Gaussian", 1.0);
        ClippingAdaptation clip = ClipMechanismsFactory.create("Gaussian", "Linear", 0.001, 0.9, 0.01);
        PrivacyMonitor monitor = PrivacyMonitorFactory.create("rdp", 1e-5);
        try (DPModel model = MindArmourModel.of(LeNet5.reluNetwork(10), Losses.softmaxCrossEntropy())
                .batchSize(BATCH_SIZE)
                .microBatches(16)
                .normBound(1.0)
                .noiseMech(noise)
                .clipMech(clip)
                .optimizer(Optimizers.momentum(0.01, 0.9))
                .settings()
                .metrics(Metrics.accuracy())
                .build()) {
            System.out.println("============== Starting Training ==============");
            model.train(digits.epochs(), train, List.of(new LossMonitor(train.size() / BATCH_SIZE), monitor));
            System.out.println("============== Starting Testing ==============");
            double accuracy = model.eval(digits.test(32)).get("Accuracy");
            System.out.println("============== Accuracy: " + accuracy + "  ==============");
            System.out.println(model.privacyStatement().toText());
        }
    }
}
