package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.engine.reference.ReferenceEngine;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.ShuffledBatches;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rule 1: no combination of arguments skips clipping or noise.
 *
 * <p>Seen to fail when {@code TrainingRun} added no noise, when {@code FlatClipping} gave factors of one, and when
 * {@code build()} accepted a missing noise mechanism.
 */
class NeverSilentlyNonPrivateTest {
    private static final int SIZE = 12;

    /** Each example's gradient is 2 · 10³ · (1, 1): thousands of clipping norms. */
    private static final Rows STEEP = Rows.repeated(SIZE, new float[] {1, 1}, new float[] {-1e3f});

    /** A combination of settings, with a name for reports. */
    record Settings(String name, UnaryOperator<DPModelBuilder> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Settings> combinations() {
        List<Settings> all = new ArrayList<>();
        for (int physical : new int[] {2, 4, 100}) {
            for (Adjacency adjacency : Adjacency.values()) {
                all.add(new Settings(
                        "Poisson, " + adjacency + ", physical " + physical, b -> b.sampling(new PoissonSampling(SIZE))
                                .adjacency(adjacency)
                                .physicalBatchSize(physical)));
            }
            for (int microbatch : new int[] {1, 2}) {
                all.add(new Settings("shuffled, microbatch " + microbatch + ", physical " + physical, b -> b.sampling(
                                new ShuffledBatches(SIZE))
                        .microbatchSize(microbatch)
                        .physicalBatchSize(physical)));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyCombinationClips(Settings settings) {
        GradientRecorder recorder = new GradientRecorder();
        DPModelBuilder builder = Tiny.regression(Tiny.linear(2, 1))
                .noise(NoiseMechanisms.gaussian(Tiny.HARDLY_ANY_NOISE))
                .optimizer(recorder);
        try (DPModel model = settings.change().apply(builder).build()) {
            model.train(1, STEEP, List.of());
            // Mean of vectors of length at most 1; longer only by float32 rounding.
            assertTrue(recorder.norm(0) <= 1 + 1e-6, () -> "norm " + recorder.norm(0));
            assertTrue(recorder.norm(0) > 0.999, () -> "norm " + recorder.norm(0));
        }
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void everyCombinationAddsNoiseAndCharges(Settings settings) {
        GradientRecorder recorder = new GradientRecorder();
        DPModelBuilder builder = Tiny.regression(Tiny.linear(2, 1)).optimizer(recorder);
        try (DPModel model = settings.change().apply(builder).build()) {
            Rows flat = Rows.repeated(SIZE, new float[] {1, 1}, new float[] {0});
            model.train(1, flat, List.of());
            for (float element : recorder.gradients().get(0)) {
                assertTrue(element != 0, "an element without noise");
            }
            PrivacyStatement statement = model.privacyStatement();
            assertTrue(statement.epsilon() > 0 && statement.epsilon() < Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void missingSettingsAreErrors() {
        DPModelBuilder nothing =
                DPModel.builder(Tiny.linear(2, 1), Losses.meanSquaredError()).engine(ReferenceEngine.DEVICE);
        assertMissing(nothing, "optimizer must be set, found none: call optimizer(");
        nothing.optimizer(Optimizers.sgd(0.1));
        assertMissing(nothing, "clipping must be set, found none: call clipping(");
        nothing.clipping(ClipMechanisms.fixed(1));
        assertMissing(nothing, "noise must be set, found none: call noise(");
    }

    private static void assertMissing(DPModelBuilder builder, String message) {
        String found = assertThrows(IllegalStateException.class, builder::build).getMessage();
        assertTrue(found.startsWith(message), found);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void noNoiseAndNoBoundAreErrors(double value) {
        assertThrows(IllegalArgumentException.class, () -> NoiseMechanisms.gaussian(value));
        assertThrows(IllegalArgumentException.class, () -> ClipMechanisms.fixed(value));
    }

    @Test
    void trainingWithoutPrivacyIsALoudCallOfItsOwn() {
        DPModelBuilder open = DPModel.builder(Tiny.linear(2, 1), Losses.meanSquaredError())
                .engine(ReferenceEngine.DEVICE)
                .sampling(new PoissonSampling(SIZE))
                .optimizer(Optimizers.sgd(0.1));
        try (DPModel model = open.buildWithoutPrivacy()) {
            model.train(1, STEEP, List.of());
            assertEquals(Double.POSITIVE_INFINITY, model.privacyStatement().epsilon());
            assertTrue(model.privacyStatement().toText().startsWith("NOT PRIVATE: epsilon = infinity"));
            assertTrue(model.privacyStatement().toText().contains("trained WITHOUT privacy"));
            assertFalse(model.plan().isPresent());
        }
    }

    @Test
    void trainingWithoutPrivacyRefusesSettingsOfPrivacy() {
        for (UnaryOperator<DPModelBuilder> setting : List.<UnaryOperator<DPModelBuilder>>of(
                b -> b.clipping(ClipMechanisms.fixed(1)),
                b -> b.noise(NoiseMechanisms.gaussian(1)),
                b -> b.adjacency(Adjacency.REPLACE_ONE),
                b -> b.microbatchSize(2))) {
            DPModelBuilder builder = setting.apply(DPModel.builder(Tiny.linear(2, 1), Losses.meanSquaredError())
                    .engine(ReferenceEngine.DEVICE)
                    .optimizer(Optimizers.sgd(0.1)));
            String message = assertThrows(IllegalStateException.class, builder::buildWithoutPrivacy)
                    .getMessage();
            assertTrue(message.contains("call build() for private training"), message);
        }
    }

    /** A mechanism that adds or bounds something else would be charged wrongly. */
    @Test
    void nobodyElseCanMakeAMechanism() {
        assertTrue(org.dpmodel.noise.NoiseMechanism.class.isSealed());
        assertTrue(org.dpmodel.clipping.ClipMechanism.class.isSealed());
    }
}
