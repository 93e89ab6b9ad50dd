package org.dpmodel.callbacks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.checkpoint.Checkpoint;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.ArrayDataset;
import org.dpmodel.data.Dataset;
import org.dpmodel.metric.Metrics;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;

/** A real training of a tiny network on separable points: 40 examples, 8 a step, 5 steps an epoch. */
final class SmallTraining {
    static final int STEPS_PER_EPOCH = 5;

    private static final int EXAMPLES = 40;

    private SmallTraining() {}

    static Dataset points() {
        Random random = new Random(5);
        float[][] features = new float[EXAMPLES][2];
        int[] labels = new int[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            labels[i] = i % 2;
            features[i][0] = (float) (random.nextGaussian() * 0.3 + (labels[i] == 0 ? -1 : 1));
            features[i][1] = (float) random.nextGaussian();
        }
        return ArrayDataset.classification("points", features, new long[] {2}, labels, 2);
    }

    static DPModel model() {
        return model(SamplingSchemes.poisson(8));
    }

    static DPModel model(SamplingScheme sampling) {
        return builder(sampling)
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .build();
    }

    /** People with several records, charged as groups. */
    static DPModel modelOfGroups(int mostRecords) {
        return builder(SamplingSchemes.poisson(8))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .recordsPerPerson(mostRecords, PersonProtection.Way.CHARGED_AS_GROUP)
                .build();
    }

    /** A model that keeps its run in a folder. */
    static DPModel modelIn(Path folder) {
        return builder(SamplingSchemes.poisson(8))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .directory(folder)
                .build();
    }

    static DPModel modelWithoutPrivacy() {
        return builder(SamplingSchemes.poisson(8)).buildWithoutPrivacy();
    }

    /** A model that trains weights of an earlier training further. */
    static DPModel modelFrom(Network network) {
        return builder(network, SamplingSchemes.poisson(8))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .build();
    }

    static DPModelBuilder builder(SamplingScheme sampling) {
        return builder(MultilayerPerceptron.network(new long[] {2}, 4, 2), sampling);
    }

    private static DPModelBuilder builder(Network network, SamplingScheme sampling) {
        return DPModel.builder(network, Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.sgd(0.5))
                .sampling(sampling)
                .metrics(Metrics.accuracy())
                .accountant(RdpAccountant::new)
                .seed(7);
    }

    /** Asks for an end in order, as who interrupts the training thread does, at the end of a step. */
    static Callback interruptAt(long step) {
        return new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == step) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    /** The steps that the statement in the newest checkpoint counts. */
    static long savedSteps(ModelCheckpoint checkpoint) throws IOException {
        return Checkpoint.read(checkpoint.latestFile().orElseThrow())
                .statement()
                .orElseThrow()
                .steps();
    }

    static void train(DPModel model, int epochs, Callback... callbacks) {
        model.train(epochs, points(), List.of(callbacks));
    }
}
