package org.dpmodel.mindarmour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.Losses;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.clipping.ClippingAdaptation;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.clipping.ClippingAdaptation.Policy;
import org.dpmodel.clipping.FixedClipping;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.models.MultilayerPerceptron;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSchedule;
import org.dpmodel.optimizer.LearningRateSchedule;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MindArmour's names, defaults and rules. */
class MindArmourTest {
    private static MindArmourModel model() {
        return MindArmourModel.of(MultilayerPerceptron.network(new long[] {3}, 2), Losses.softmaxCrossEntropy());
    }

    private static PrivacyPlan plan(MindArmourModel model) {
        try (DPModel built = model.settings().engine(ReferenceEngine.DEVICE).build()) {
            return built.plan().orElseThrow();
        }
    }

    @Test
    void noiseIsMadeByName() {
        assertEquals(NoiseMechanisms.gaussian(1.5), NoiseMechanismsFactory.create("gaussian", 1.5));
        assertEquals(
                NoiseMechanisms.adaGaussian(NoiseSchedule.exponential(1.5, 6e-6))
                        .describe(),
                NoiseMechanismsFactory.create("AdaGaussian", 1.5, 6e-6, "Exp").describe());
        assertEquals(
                1.5 / (1 + 0.1 * 3),
                NoiseMechanismsFactory.create("AdaGaussian", 1.5, 0.1, "Time").noiseMultiplier(3),
                1e-15);
        assertEquals(
                1.5 * Math.pow(0.9, 3),
                NoiseMechanismsFactory.create("AdaGaussian", 1.5, 0.1, "Step").noiseMultiplier(3),
                1e-15);
    }

    @Test
    void clippingHasMindArmoursDefaultsAndIsCharged() {
        assertEquals(
                new ClippingAdaptation(Policy.LINEAR, 0.9, 0.001, 0.01, Charge.CHARGE_ON_TOP),
                ClipMechanismsFactory.create("Gaussian"));
        assertEquals(
                Policy.GEOMETRIC,
                ClipMechanismsFactory.create("gaussian", "geometric", 0.1, 0.5, 0.1)
                        .policy());
    }

    /** micro_batches=2, norm_bound=1.0, a shuffled dataset. */
    @Test
    void theModelHasMindArmoursDefaults() {
        PrivacyPlan plan =
                plan(model().noiseMech(NoiseMechanisms.gaussian(1)).optimizer(Optimizers.momentum(0.01, 0.9)));
        assertEquals(new ShuffledBatches(256), plan.sampling());
        assertEquals(128, plan.microbatchSize());
        assertEquals(new FixedClipping(1), plan.clipping());
        assertEquals(Adjacency.REPLACE_ONE, plan.adjacency());
    }

    /** z = 1, 16 units, noise 0.01 on the fraction: z₂ = (1 + 0.32⁻²)^(−1/2), halved by the sensitivity of 2 C. */
    @Test
    void theTutorialIsChargedForAllThatItReleases() {
        PrivacyPlan plan = plan(model().microBatches(16)
                .noiseMech(NoiseMechanismsFactory.create("Gaussian", 1))
                .clipMech(ClipMechanismsFactory.create("Gaussian"))
                .optimizer(Optimizers.momentum(0.01, 0.9)));
        double charged = ((DpEvent.Gaussian) plan.mechanism(0)).noiseMultiplier();
        assertEquals(1 / Math.sqrt(1 + 1 / (0.32 * 0.32)) / 2, charged, 1e-12);
        assertEquals(1, plan.noiseStandardDeviation(0, 1, 1), "the gradients keep MindArmour's noise");
    }

    @Test
    void anOptimizerMayBringTheNoise() {
        DPOptimizerClassFactory factory = new DPOptimizerClassFactory(4);
        factory.setMechanisms("Gaussian", 1.3);
        DPOptimizer optimizer = factory.create("momentum").apply(LearningRateSchedule.constant(0.01));
        assertEquals(Optimizers.momentum(0.01, 0.9), optimizer.algorithm());
        assertEquals(
                NoiseMechanisms.gaussian(1.3),
                plan(model().microBatches(4).optimizer(optimizer)).noise());
    }

    static Stream<Arguments> refused() {
        var momentum = Optimizers.momentum(0.01, 0.9);
        var gaussian = NoiseMechanisms.gaussian(1);
        var adaptive = NoiseMechanismsFactory.create("AdaGaussian", 1, 6e-6, "Exp");
        var clip = ClipMechanismsFactory.create("Gaussian");
        DPOptimizerClassFactory factory = new DPOptimizerClassFactory();
        factory.setMechanisms("AdaGaussian", 1, 6e-6, "Exp");
        DPOptimizer dpSgd = factory.of(Optimizers.sgd(0.01));
        return Stream.of(
                refused(
                        "mechName must be one of [Gaussian, AdaGaussian], found Laplace: ",
                        () -> NoiseMechanismsFactory.create("Laplace", 1)),
                refused(
                        "decayPolicy must be null for Gaussian noise, found Exp: ",
                        () -> NoiseMechanismsFactory.create("Gaussian", 1, 6e-6, "Exp")),
                refused(
                        "decayPolicy must be one of [Time, Step, Exp], found null: ",
                        () -> NoiseMechanismsFactory.create("AdaGaussian", 1)),
                refused(
                        "mechName must be one of [Gaussian], found Median: ",
                        () -> ClipMechanismsFactory.create("Median")),
                refused(
                        "decayPolicy must be one of [Linear, Geometric], found Log: ",
                        () -> ClipMechanismsFactory.create("Gaussian", "Log", 0.1, 0.5, 0.1)),
                refused("policy must be one of [SGD, Momentum, Adam], found LARS: ", () -> new DPOptimizerClassFactory()
                        .create("LARS")),
                refused(
                        "a DP optimizer excludes noiseMech, found ",
                        () -> model().optimizer(dpSgd).noiseMech(gaussian).settings()),
                refused(
                        "adaptive noise excludes clipMech, found AdaGaussian",
                        () -> model().optimizer(dpSgd).clipMech(clip).settings()),
                refused("adaptive noise excludes clipMech, found AdaGaussian", () -> model().optimizer(momentum)
                        .noiseMech(adaptive)
                        .clipMech(clip)
                        .settings()),
                refused(
                        "noise must be set, found none: pass noiseMech (Gaussian or AdaGaussian",
                        () -> model().optimizer(momentum).settings()),
                refused("optimizer must be set, found none: ", () -> model().noiseMech(gaussian)
                        .settings()),
                refused("batchSize must be divisible by microBatches 7, found 256: ", () -> model().microBatches(7)
                        .optimizer(momentum)
                        .noiseMech(gaussian)
                        .settings()),
                refused(
                        "microBatches must be those of the DP optimizer, 2, found 4: ",
                        () -> model().microBatches(4).optimizer(dpSgd).settings()));
    }

    private static Arguments refused(String beginning, Executable call) {
        return Arguments.of(beginning, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatExcludesEachOtherIsRefusedWithTheValidChoices(String beginning, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.startsWith(beginning), message);
    }

    @Test
    void anOptimizerWithoutMechanismsIsRefused() {
        DPOptimizerClassFactory factory = new DPOptimizerClassFactory();
        String message = assertThrows(IllegalStateException.class, () -> factory.create("SGD")
                        .apply(LearningRateSchedule.constant(0.1)))
                .getMessage();
        assertTrue(message.contains("call setMechanisms"), message);
    }
}
