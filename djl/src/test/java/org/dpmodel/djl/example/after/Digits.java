package org.dpmodel.djl.example.after;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.listener.TrainingListener;
import java.nio.file.Path;
import java.util.List;
import org.dpmodel.*;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.djl.*;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;

/** Trains a network that reads handwritten digits, and saves it. */
public final class Digits {
    private Digits() {}

    /** The network. */
    public static SequentialBlock network() {
        return new SequentialBlock()
                .add(Conv2d.builder()
                        .setFilters(8)
                        .setKernelShape(new Shape(5, 5))
                        .build())
                .add(Activation.reluBlock())
                .add(Pool.maxPool2dBlock(new Shape(4, 4), new Shape(4, 4)))
                .add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(32).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(10).build());
    }

    /** Trains it. */
    public static void train(RandomAccessDataset dataset, TrainingListener[] listeners, Path directory)
            throws Exception {
        try (Model model = Model.newInstance("digits")) {
            model.setBlock(network());
            var network = DjlNetworks.trace(model.getBlock(), new Shape(1, 1, 28, 28));
            try (DPModel trainer = DPModel.builder(network, Losses.softmaxCrossEntropy())
                    .optimizer(Optimizers.adam(0.01))
                    .clipping(ClipMechanisms.fixed(1))
                    .noise(NoiseMechanisms.gaussian(1))
                    .build()) {
                trainer.train(10, DjlDatasets.of(dataset, 10), List.of(DjlListeners.callback(model, listeners)));
            }
            model.save(directory, "digits");
        }
    }
}
