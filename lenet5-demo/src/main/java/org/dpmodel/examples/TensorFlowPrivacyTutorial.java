package org.dpmodel.examples;

import java.io.IOException;
import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.callbacks.EvaluationMonitor;
import org.dpmodel.callbacks.PrivacyMonitor;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.PrivacyTutorialCnn;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;

/**
 * TensorFlow Privacy's tutorial for Keras, "classification_privacy", with its settings: its convolutional network,
 * three epochs, expected batches of 250, clipping norm (there l2_norm_clip) 1.5, noise multiplier 1.3, plain SGD with
 * learning rate 0.25, each example clipped separately. Here batches are Poisson samples, as the accountants of both
 * libraries assume; there they are shuffled.
 */
public final class TensorFlowPrivacyTutorial {
    private TensorFlowPrivacyTutorial() {}

    /**
     * Trains, evaluates after each epoch, and prints the privacy statement.
     *
     * @param args {@code FOLDER [EXAMPLES [EPOCHS]]}, see {@link Digits}
     * @throws IOException if the data cannot be read
     */
    public static void main(String[] args) throws IOException {
        Digits digits = Digits.of(args, 3);
        Dataset train = digits.train(28);
        try (DPModel model = DPModel.builder(PrivacyTutorialCnn.network(10), Losses.softmaxCrossEntropy())
                .sampling(SamplingSchemes.poisson(250))
                .clipping(ClipMechanisms.fixed(1.5))
                .noise(NoiseMechanisms.gaussian(1.3))
                .optimizer(Optimizers.sgd(0.25))
                .metrics(Metrics.accuracy())
                .build()) {
            EvaluationMonitor evaluation = EvaluationMonitor.onPublicData(digits.test(28));
            model.train(digits.epochs(), train, List.of(PrivacyMonitor.pld(1e-5), evaluation));
            System.out.println(model.privacyStatement().toText());
        }
    }
}
