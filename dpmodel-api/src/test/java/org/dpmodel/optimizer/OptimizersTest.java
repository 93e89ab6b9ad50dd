package org.dpmodel.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizersTest {
    private static final float[] START = {1, -2, 0.5f};
    private static final float[][] GRADIENTS = {
        {0.1f, -0.2f, 0.3f}, {-0.4f, 0.5f, 0}, {0.25f, 0.125f, -1}, {1e-3f, -1e-3f, 2}, {0.7f, 0.3f, -0.1f}
    };

    /**
     * Where five steps lead. Origin: the lines of PyTorch 2's torch/optim/sgd.py (_single_tensor_sgd), adam.py
     * (_single_tensor_adam), adamw.py and adagrad.py (_single_tensor_adagrad), and for AdamBC of the paper, without noise, run on Python floats, that is in double precision, rounded to nine decimals.
     */
    static Stream<Arguments> recorded() {
        LearningRateSchedule tenth = LearningRateSchedule.constant(0.1);
        LearningRateSchedule hundredth = LearningRateSchedule.constant(0.01);
        return Stream.of(
                Arguments.of(Optimizers.sgd(0.1), new double[] {0.934900000, -2.072400000, 0.380000000}),
                Arguments.of(
                        Optimizers.sgd(tenth).withWeightDecay(0.01),
                        new double[] {0.929880125, -2.062325123, 0.377624915}),
                Arguments.of(Optimizers.momentum(0.1, 0.9), new double[] {0.958669000, -2.153733000, 0.278147000}),
                Arguments.of(
                        Optimizers.momentum(tenth, 0.9).withWeightDecay(0.01),
                        new double[] {0.945461554, -2.127351299, 0.271925252}),
                Arguments.of(Optimizers.nesterov(0.1, 0.9), new double[] {0.897702100, -2.210759700, 0.180332300}),
                Arguments.of(
                        Optimizers.nesterov(tenth, 0.9).withWeightDecay(0.01),
                        new double[] {0.880724354, -2.176772140, 0.172668196}),
                Arguments.of(Optimizers.adam(0.01), new double[] {0.991932932, -2.008599523, 0.481907696}),
                Arguments.of(
                        new Adam(hundredth)
                                .withBetas(0.8, 0.99)
                                .withEpsilon(1e-3)
                                .withWeightDecay(0.01),
                        new double[] {0.989669626, -2.007686009, 0.482033044}),
                Arguments.of(Optimizers.adamW(hundredth), new double[] {0.991435246, -2.007601051, 0.481663168}),
                Arguments.of(
                        Optimizers.adamW(tenth).withWeightDecay(0.1),
                        new double[] {0.872491225, -1.989262022, 0.299920414}),
                Arguments.of(Optimizers.adagrad(tenth), new double[] {0.862606391, -2.062973222, 0.411562262}),
                Arguments.of(
                        Optimizers.adagrad(tenth).withWeightDecay(0.01),
                        new double[] {0.857501022, -2.052561570, 0.409809997}),
                Arguments.of(Optimizers.adamBC(hundredth), new double[] {0.991932931, -2.008599523, 0.481907695}));
    }

    static Stream<Optimizer> all() {
        return recorded().map(arguments -> (Optimizer) arguments.get()[0]);
    }

    private static float[][] run(OptimizerState state, float[][] parameters, int fromStep, int toStep) {
        for (int step = fromStep; step < toStep; step++) {
            state.update(parameters, new float[][] {GRADIENTS[step]});
        }
        return parameters;
    }

    /** Five steps of float arithmetic on numbers of size 2: at most some 20 roundings of 1.2e-7 each. */
    @ParameterizedTest
    @MethodSource("recorded")
    void followsPyTorchsFormulas(Optimizer optimizer, double[] expected) {
        float[][] parameters = run(optimizer.newState(3), new float[][] {START.clone()}, 0, 5);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], parameters[0][i], 2.4e-6, optimizer + " element " + i);
        }
    }

    static Stream<Arguments> corrected() {
        return Stream.of(
                Arguments.of(
                        new double[] {0.2, 0.2, 0.2, 0.2, 0.2}, new double[] {0.972046956, -1.961556070, 0.465220035}),
                Arguments.of(
                        new double[] {0.1, Math.sqrt(0.02), Math.sqrt(0.03), 0.2, Math.sqrt(0.05)},
                        new double[] {0.970504279, -2.010191241, 0.479853398}));
    }

    /**
     * Origin: algorithm 1 of arXiv 2312.14334 with γ = 1e-3 on Python floats, second moment and noise averaged apart, the
     * latter as the former. Float arithmetic loses digits where the two nearly cancel, hence the wider bound.
     */
    @ParameterizedTest
    @MethodSource("corrected")
    void takesTheNoiseOutOfTheSecondMoment(double[] noiseDeviations, double[] expected) {
        OptimizerState state = Optimizers.adamBC(LearningRateSchedule.constant(0.01))
                .withFloor(1e-3)
                .newState(3);
        float[][] parameters = {START.clone()};
        for (int step = 0; step < 5; step++) {
            state.update(parameters, new float[][] {GRADIENTS[step]}, noiseDeviations[step]);
        }
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], parameters[0][i], 1e-5, "element " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void continuesFromASnapshotBitByBit(Optimizer optimizer) {
        float[][] whole = run(optimizer.newState(3), new float[][] {START.clone()}, 0, 5);

        OptimizerState first = optimizer.newState(3);
        float[][] parameters = run(first, new float[][] {START.clone()}, 0, 2);
        OptimizerSnapshot snapshot = first.snapshot();
        run(first, new float[][] {START.clone()}, 2, 5);
        OptimizerState second = optimizer.newState(3);
        second.restore(snapshot);
        assertEquals(2, second.steps());
        run(second, parameters, 2, 4);
        second.snapshot().moments().values().forEach(moment -> moment[0][0] = 1e9f);
        run(second, parameters, 4, 5);

        assertArrayEquals(whole[0], parameters[0]);
    }

    @ParameterizedTest
    @MethodSource("all")
    void treatsParametersAloneAndTogetherAlike(Optimizer optimizer) {
        float[][] alone = run(optimizer.newState(3), new float[][] {START.clone()}, 0, 5);
        float[][] together = {{START[0]}, {}, {START[1], START[2]}};
        OptimizerState state = optimizer.newState(1, 0, 2);
        for (float[] g : GRADIENTS) {
            state.update(together, new float[][] {{g[0]}, {}, {g[1], g[2]}});
        }
        assertArrayEquals(alone[0], new float[] {together[0][0], together[2][0], together[2][1]});
    }

    @Test
    void asksTheScheduleForEachStep() {
        OptimizerState state =
                Optimizers.sgd((LearningRateSchedule) step -> step).newState(1);
        float[][] parameters = {{0}};
        for (int step = 0; step < 4; step++) {
            state.update(parameters, new float[][] {{1}});
        }
        assertEquals(-(0 + 1 + 2 + 3), parameters[0][0]);
        assertEquals(4, state.steps());
    }

    @ParameterizedTest
    @MethodSource("all")
    void aChangedRateCountsFromTheNextStepOn_alsoFromASnapshot(Optimizer optimizer) {
        OptimizerState changed = optimizer.newState(3);
        float[][] parameters = run(changed, new float[][] {START.clone()}, 0, 2);
        changed.changeLearningRate(0);
        float[] before = parameters[0].clone();
        OptimizerState second = optimizer.newState(3);
        second.restore(changed.snapshot());
        assertEquals(OptionalDouble.of(0), second.learningRate());
        run(second, parameters, 2, 4);
        assertArrayEquals(before, parameters[0], "at a rate of 0 nothing moves");
        assertThrows(IllegalArgumentException.class, () -> changed.changeLearningRate(Double.NaN));
        assertEquals(OptionalDouble.of(0), changed.learningRate());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.POSITIVE_INFINITY})
    void refusesARateThatIsNone(double rate) {
        OptimizerState state =
                Optimizers.sgd((LearningRateSchedule) step -> rate).newState(1);
        float[][] parameters = {{5}};
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> state.update(parameters, new float[][] {{1}}));
        assertTrue(e.getMessage().contains("found " + rate + " at step 0"), e.getMessage());
        assertEquals(5, parameters[0][0]);
        assertEquals(0, state.steps());
    }

    @Test
    void refusesOtherArraysThanItWasMadeFor() {
        OptimizerState state = Optimizers.adam(0.1).newState(2);
        float[][] right = {{1, 2}};
        float[][] wrong = {{1, 2, 3}};
        List<Executable> calls = List.of(
                () -> state.update(wrong, right),
                () -> state.update(right, wrong),
                () -> state.update(new float[0][], right),
                () -> state.restore(new OptimizerSnapshot(1, Map.of("first", wrong, "second", right))),
                () -> state.restore(Optimizers.sgd(0.1).newState(2).snapshot()));
        for (Executable call : calls) {
            assertThrows(IllegalArgumentException.class, call);
        }
        assertEquals(0, state.steps());
        assertThrows(IllegalArgumentException.class, () -> Optimizers.sgd(0.1).newState(-1));
    }

    @Test
    void isFoundByName() {
        LearningRateSchedule rate = LearningRateSchedule.constant(0.5);
        assertEquals(Optimizers.sgd(0.5), Optimizers.byName("sgd", rate));
        assertEquals(Optimizers.momentum(0.5, 0.9), Optimizers.byName("Momentum", rate));
        assertEquals(Optimizers.nesterov(0.5, 0.9), Optimizers.byName("Nesterov", rate));
        assertInstanceOf(Adam.class, Optimizers.byName("ADAM", rate));
        all().forEach(optimizer -> assertEquals(
                optimizer.name(), Optimizers.byName(optimizer.name(), rate).name()));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Optimizers.byName("Adom", rate));
        assertEquals(
                "optimizer must be one of [Adagrad, Adam, AdamBC, AdamW, Momentum, Nesterov, SGD], found Adom: correct the name",
                e.getMessage());
    }

    @Test
    void describesItself() {
        assertEquals(
                "{learningRate=ConstantLearningRate[learningRate=0.05], momentum=0.9, weightDecay=0.0}",
                Optimizers.momentum(0.05, 0.9).hyperparameters().toString());
        assertEquals(
                List.of("learningRate", "beta1", "beta2", "epsilon", "weightDecay"),
                List.copyOf(Optimizers.adam(0.1).hyperparameters().keySet()));
        assertEquals(
                List.of("learningRate", "weightDecay"),
                List.copyOf(Optimizers.sgd(0.1).hyperparameters().keySet()));
    }

    @Test
    void refusesHyperparametersOutOfRange() {
        List<Executable> calls = List.of(
                () -> Optimizers.sgd(-0.1),
                () -> Optimizers.sgd(Double.NaN),
                () -> Optimizers.momentum(0.1, 1),
                () -> Optimizers.nesterov(0.1, Double.NaN),
                () -> Optimizers.adam(0.1).withBetas(1, 0.9),
                () -> Optimizers.adam(0.1).withBetas(0.9, -0.1),
                () -> Optimizers.adam(0.1).withEpsilon(0),
                () -> Optimizers.adam(0.1).withWeightDecay(-1),
                () -> Optimizers.adamW(LearningRateSchedule.constant(0.1)).withWeightDecay(-1),
                () -> Optimizers.adagrad(LearningRateSchedule.constant(0.1)).withWeightDecay(-1),
                () -> Optimizers.adamBC(LearningRateSchedule.constant(0.1)).withFloor(0),
                () -> Optimizers.adamBC(LearningRateSchedule.constant(0.1))
                        .newState(1)
                        .update(new float[1][1], new float[1][1], Double.NaN),
                () -> Optimizers.sgd(0.1).withWeightDecay(Double.POSITIVE_INFINITY),
                () -> Optimizers.momentum(0.1, 0.9).withWeightDecay(Double.NaN));
        for (Executable call : calls) {
            assertThrows(IllegalArgumentException.class, call);
        }
    }
}
