package org.dpmodel.examples;

import org.dpmodel.*;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.models.LeNet5;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;

class TrainPrivately {
    public static void main(String[] args) {
        try (DPModel model = DPModel.builder(LeNet5.network(10), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.5, 0.9))
                .clipping(ClipMechanisms.fixed(0.1))
                .noise(NoiseMechanisms.gaussian(1.0))
                .build()) {
            model.train(3, SyntheticDigits.train(20_000, 1), java.util.List.of());
            System.out.println(model.eval(SyntheticDigits.test(2_000, 1)));
            System.out.println(model.privacyStatement().toText());
        }
    }
}
