package org.dpmodel.cli.benchmark;

import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.SamplingSchemes;

/** Prepares the steps of one network for a benchmark. */
final class StepActions {
    private static final double CLIPPING_NORM = 0.1;
    private static final double NOISE_MULTIPLIER = 1;

    private final BenchmarkedNetwork network;
    private final int batchSize;
    private final int examples;
    private Dataset dataset;

    /** Steps for a batch size; whole steps draw from the given number of examples. */
    StepActions(BenchmarkedNetwork network, int batchSize, int examples) {
        this.network = network;
        this.batchSize = batchSize;
        this.examples = examples;
    }

    /** The step on a device, ready to run; to be closed by the caller. */
    TimedAction prepare(BenchmarkedStep step, EngineDevice device, ExecutionOptions execution) {
        ClipMechanism clipping = ClipMechanisms.fixed(CLIPPING_NORM);
        if (!step.isWhole()) {
            return new StepGraphAction(
                    step.toString(),
                    network.network(),
                    dataset(),
                    batchSize,
                    step.isPrivate() ? Optional.of(clipping) : Optional.empty(),
                    device,
                    execution);
        }
        DPModelBuilder builder = DPModel.builder(network.network(), Losses.softmaxCrossEntropy())
                .optimizer(Optimizers.momentum(0.05, 0.9))
                .sampling(SamplingSchemes.poisson(batchSize))
                .engine(device.toString())
                .execution(execution);
        DPModel model = step.isPrivate()
                ? builder.clipping(clipping)
                        .noise(NoiseMechanisms.gaussian(NOISE_MULTIPLIER))
                        .build()
                : builder.buildWithoutPrivacy();
        return new WholeStepAction(step.toString(), model, dataset(), batchSize);
    }

    private Dataset dataset() {
        if (dataset == null) {
            dataset = network.dataset(examples);
        }
        return dataset;
    }
}
