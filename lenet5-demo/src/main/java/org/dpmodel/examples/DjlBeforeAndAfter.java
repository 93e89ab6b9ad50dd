package org.dpmodel.examples;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.*;
import ai.djl.nn.core.Linear;
import ai.djl.training.*;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import java.nio.FloatBuffer;
import java.util.List;
import org.dpmodel.*;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.djl.*;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;

/**
 * A network of the Deep Java Library, trained by DJL on public digits, then privately by a {@link DPModel} on others, and its
 * weights written back into the DJL model, with the privacy statement among its properties.
 */
public final class DjlBeforeAndAfter {
    private static final int PIXELS = 28 * 28;
    private static final int CLASSES = 10;

    private DjlBeforeAndAfter() {}

    /** Digits as a DJL dataset. */
    private static ArrayDataset djlDataset(Model model, Dataset digits) {
        float[][] pixels = new float[digits.size()][PIXELS];
        float[][] labels = new float[digits.size()][CLASSES];
        for (int i = 0; i < digits.size(); i++) {
            digits.copyFeatures(i, FloatBuffer.wrap(pixels[i]));
            digits.copyTarget(i, FloatBuffer.wrap(labels[i]));
        }
        return new ArrayDataset.Builder()
                .setData(model.getNDManager().create(pixels).reshape(-1, 1, 28, 28))
                .optLabels(model.getNDManager().create(labels).argMax(1))
                .setSampling(64, true)
                .build();
    }

    /**
     * Trains twice, and prints the statement.
     *
     * @param args the number of training examples, 20,000 by default
     * @throws Exception if DJL fails
     */
    public static void main(String[] args) throws Exception {
        int examples = args.length > 0 ? Integer.parseInt(args[0]) : 20_000;
        try (Model model = Model.newInstance("digits")) {
            model.setBlock(new SequentialBlock()
                    .add(Blocks.batchFlattenBlock())
                    .add(Linear.builder().setUnits(64).build())
                    .add(Activation.reluBlock())
                    .add(Linear.builder().setUnits(CLASSES).build()));
            try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()))) {
                trainer.initialize(new Shape(1, 1, 28, 28));
                EasyTrain.fit(trainer, 1, djlDataset(model, SyntheticDigits.train(examples / 10, 1, 28)), null);
            }
            Dataset train = DjlDatasets.of(djlDataset(model, SyntheticDigits.train(examples, 2, 28)), CLASSES);
            var network = DjlNetworks.trace(model.getBlock(), new Shape(1, 1, 28, 28));
            try (DPModel trainer = DPModel.builder(network, Losses.softmaxCrossEntropy())
                    .optimizer(Optimizers.adam(0.002))
                    .clipping(ClipMechanisms.fixed(1))
                    .noise(NoiseMechanisms.gaussian(1))
                    .build()) {
                System.out.println("as DJL trained it: " + trainer.eval(SyntheticDigits.test(1_000, 3, 28)));
                trainer.train(3, train, List.of());
                System.out.println("trained privately: " + trainer.eval(SyntheticDigits.test(1_000, 3, 28)));
                DjlNetworks.writeBack(trainer, model);
            }
            System.out.println(model.getProperty("org.dpmodel.privacy_statement_text"));
        }
    }
}
