package org.dpmodel.mindarmour;

import java.util.Objects;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.clipping.AdaptiveClipping;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClippingAdaptation;
import org.dpmodel.clipping.FixedClipping;
import org.dpmodel.graph.loss.Loss;
import org.dpmodel.nn.Network;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.ScheduledGaussianNoise;
import org.dpmodel.optimizer.Optimizer;
import org.dpmodel.sampling.ShuffledBatches;
import org.dpmodel.validation.Require;

/**
 * MindArmour's {@code DPModel}: its arguments, defaults and rules, and fixed batches of a shuffled dataset, as MindSpore
 * draws them. The result is this library's model, which charges what that really costs: microbatches and fixed batches
 * double the sensitivity, and no step is amplified by sampling.
 *
 * <pre>
 * DPModel model = MindArmourModel.of(LeNet5.network(10), Losses.softmaxCrossEntropy())
 *     .microBatches(16)
 *     .normBound(1.0)
 *     .noiseMech(NoiseMechanismsFactory.create("Gaussian", 1.0))
 *     .clipMech(ClipMechanismsFactory.create("Gaussian", "Linear", 0.001, 0.9, 0.01))
 *     .optimizer(Optimizers.momentum(0.01, 0.9))
 *     .settings()
 *     .metrics(Metrics.accuracy())
 *     .build();
 * </pre>
 *
 * <p>Mutable; one thread.
 */
public final class MindArmourModel {
    private final Network network;
    private final Loss loss;
    private int microBatches = 2;
    private int batchSize = 256;
    private double normBound = 1.0;
    private Optional<NoiseMechanism> noiseMech = Optional.empty();
    private Optional<ClippingAdaptation> clipMech = Optional.empty();
    private Optional<Optimizer> optimizer = Optional.empty();
    private Optional<DPOptimizer> dpOptimizer = Optional.empty();

    private MindArmourModel(Network network, Loss loss) {
        this.network = Objects.requireNonNull(network, "network");
        this.loss = Objects.requireNonNull(loss, "loss");
    }

    /**
     * Starts the arguments.
     *
     * @param network {@code network}
     * @param loss {@code loss_fn}
     * @return the arguments
     */
    public static MindArmourModel of(Network network, Loss loss) {
        return new MindArmourModel(network, loss);
    }

    /**
     * {@code micro_batches}, 2 by default: the number of parts of a batch, each of which is clipped as a whole.
     *
     * @param value a divisor of the batch size
     * @return this
     */
    public MindArmourModel microBatches(int value) {
        microBatches = Require.atLeast("microBatches", value, 1, "pass a divisor of the batch size");
        return this;
    }

    /**
     * The batch size, which is set on the dataset in MindSpore; 256 by default.
     *
     * @param value at least 1
     * @return this
     */
    public MindArmourModel batchSize(int value) {
        batchSize = Require.atLeast("batchSize", value, 1, "256 is usual");
        return this;
    }

    /**
     * {@code norm_bound}, 1.0 by default: the clipping norm, or that of the first step if it adapts.
     *
     * @param value in [1e-12, 1e12]
     * @return this
     */
    public MindArmourModel normBound(double value) {
        normBound = value;
        return this;
    }

    /**
     * {@code noise_mech}, from {@link NoiseMechanismsFactory}.
     *
     * @param value the mechanism
     * @return this
     */
    public MindArmourModel noiseMech(NoiseMechanism value) {
        noiseMech = Optional.of(value);
        return this;
    }

    /**
     * {@code clip_mech}, from {@link ClipMechanismsFactory}; by default there is none, and the norm is constant.
     *
     * @param value how the norm moves
     * @return this
     */
    public MindArmourModel clipMech(ClippingAdaptation value) {
        clipMech = Optional.of(value);
        return this;
    }

    /**
     * {@code optimizer}, without its own noise.
     *
     * @param value the optimizer
     * @return this
     */
    public MindArmourModel optimizer(Optimizer value) {
        optimizer = Optional.of(value);
        dpOptimizer = Optional.empty();
        return this;
    }

    /**
     * {@code optimizer}, from {@link DPOptimizerClassFactory}, with its noise.
     *
     * @param value the optimizer
     * @return this
     */
    public MindArmourModel optimizer(DPOptimizer value) {
        dpOptimizer = Optional.of(value);
        optimizer = Optional.empty();
        return this;
    }

    /**
     * Checks the arguments as MindArmour does, and converts them to this library's settings, where metrics, seed, budget,
     * device and other settings unknown to MindArmour can be added.
     *
     * @return the settings of this library's model
     * @throws IllegalArgumentException if the arguments exclude each other or a number is out of range
     */
    public DPModelBuilder settings() {
        checkMicroBatches();
        checkExclusions();
        NoiseMechanism noise =
                dpOptimizer.map(DPOptimizer::noise).or(() -> noiseMech).orElseThrow();
        return DPModel.builder(network, loss)
                .optimizer(dpOptimizer
                        .map(DPOptimizer::algorithm)
                        .or(() -> optimizer)
                        .orElseThrow())
                .sampling(new ShuffledBatches(batchSize))
                .microbatchSize(batchSize / microBatches)
                .clipping(clipping())
                .noise(noise);
    }

    private ClipMechanism clipping() {
        return clipMech.isPresent() ? new AdaptiveClipping(normBound, clipMech.get()) : new FixedClipping(normBound);
    }

    private void checkMicroBatches() {
        if (batchSize % microBatches != 0) {
            throw Require.broken(
                    "batchSize", "must be divisible by microBatches " + microBatches, batchSize, "choose a multiple");
        }
        if (dpOptimizer.isPresent() && dpOptimizer.get().microBatches() != microBatches) {
            throw Require.broken(
                    "microBatches",
                    "must be those of the DP optimizer, " + dpOptimizer.get().microBatches(),
                    microBatches,
                    "give both the same number");
        }
    }

    private void checkExclusions() {
        if (optimizer.isEmpty() && dpOptimizer.isEmpty()) {
            throw new IllegalArgumentException("optimizer must be set, found none: pass one of Optimizers, or a DP"
                    + " optimizer of DPOptimizerClassFactory");
        }
        if (dpOptimizer.isPresent() && noiseMech.isPresent()) {
            throw new IllegalArgumentException("a DP optimizer excludes noiseMech, found "
                    + dpOptimizer.get().noise().describe() + " and "
                    + noiseMech.get().describe()
                    + ": the noise would be charged once, leave out one of them");
        }
        if (dpOptimizer.isEmpty() && noiseMech.isEmpty()) {
            throw new IllegalArgumentException("noise must be set, found none: pass noiseMech (Gaussian or AdaGaussian"
                    + " of NoiseMechanismsFactory), or a DP optimizer of DPOptimizerClassFactory");
        }
        NoiseMechanism noise =
                dpOptimizer.map(DPOptimizer::noise).or(() -> noiseMech).orElseThrow();
        if (noise instanceof ScheduledGaussianNoise && clipMech.isPresent()) {
            throw new IllegalArgumentException("adaptive noise excludes clipMech, found " + noise.describe()
                    + ": leave out clipMech, use Gaussian noise, or build a DPModel, which can charge both");
        }
    }
}
