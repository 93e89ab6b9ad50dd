package org.dpmodel.audit.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.Losses;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.data.Dataset;
import org.dpmodel.data.SyntheticDigits;
import org.dpmodel.nn.Dense;
import org.dpmodel.nn.Flatten;
import org.dpmodel.nn.Network;
import org.dpmodel.nn.ReLU;
import org.dpmodel.nn.SequentialCell;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.optimizer.Optimizers;
import org.dpmodel.sampling.CyclicPoissonSampling;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Record and replay of this library's own training, on ONNX Runtime. */
class ReplayedModelTest {
    private static final int RECORD = 3;
    private static final Dataset DIGITS = SyntheticDigits.train(60, 1);

    private static Network network() {
        return Network.of(
                "small",
                new SequentialCell(new Flatten(), new Dense(1024, 8), new ReLU(), new Dense(8, 10)),
                1,
                32,
                32);
    }

    private static DPModelBuilder builder(ReplayRun run, String sampling, ClipMechanism clipping) {
        return DPModel.builder(network(), Losses.softmaxCrossEntropy())
                .optimizer(run.optimizer(Optimizers.momentum(0.1, 0.9)))
                .sampling(SamplingSchemes.byName(sampling, 20))
                .clipping(clipping)
                .noise(NoiseMechanisms.gaussian(1));
    }

    private static void train(DPModelBuilder builder, int epochs, Dataset dataset, Callback... callbacks) {
        try (DPModel model = builder.build()) {
            model.train(epochs, dataset, List.of(callbacks));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "truncated-poisson", "balls-in-bins", "without-replacement", "shuffled"})
    void oneRecordMovesNoMoreThanItsNorm(String sampling) throws Exception {
        ReplayReport report = Replay.of(run -> train(
                builder(run, sampling, ClipMechanisms.fixed(0.1)).seed(1),
                2,
                run.dataset(DIGITS, RECORD),
                run.callback()));
        assertTrue(report.isKept(), report::describe);
        assertEquals(6, report.steps());
        // the record's gradient is longer than the norm, so that it is felt in full: half of 2 C under replace-one
        boolean fixedSize = sampling.equals("shuffled") || sampling.equals("without-replacement");
        assertEquals(fixedSize ? 0.5 : 1, report.largestMove(), 0.02, report::describe);
    }

    @Test
    void anotherRecordInItsPlaceMovesTwiceAtMost() throws Exception {
        ReplayReport report = Replay.of(run -> train(
                builder(run, "poisson", ClipMechanisms.fixed(0.1)).seed(1),
                2,
                run.dataset(DIGITS, RECORD, RECORD + 1),
                run.callback()));
        assertTrue(report.isKept(), report::describe);
        assertTrue(report.largestMove() > 0.3 && report.largestMove() <= 1, report::describe);
    }

    @Test
    void runsWithoutTheSameSeedAreFound() throws Exception {
        ReplayReport report = Replay.of(run -> train(
                builder(run, "poisson", ClipMechanisms.fixed(0.1)), 1, run.dataset(DIGITS, RECORD), run.callback()));
        assertFalse(report.isKept());
        assertEquals(1, report.violation().orElseThrow().step());
        assertThrows(AssertionError.class, report::requireKept);
    }

    /** A callback that looks at the loss, and ends the training by it. */
    @Test
    void anEndThatTheDataDecidesIsFound() throws Exception {
        int[] steps = {6, 4};
        int[] runs = {0};
        ReplayReport report = Replay.of(run -> {
            int last = steps[runs[0]++];
            train(
                    builder(run, "poisson", ClipMechanisms.fixed(0.1)).seed(1),
                    2,
                    run.dataset(DIGITS, RECORD),
                    run.callback(),
                    new Callback() {
                        @Override
                        public void onTrainStepEnd(RunContext context) {
                            if (context.step() == last) {
                                context.requestStop();
                            }
                        }
                    });
        });
        assertEquals(5, report.violation().orElseThrow().step());
        assertTrue(report.violation().orElseThrow().what().contains("number of steps"), report::describe);
    }

    /** A callback that looks at norms, and learns faster or more slowly by them, if only in the last step. */
    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void aLearningRateThatTheDataDecidesIsFound(int step) throws Exception {
        ReplayReport report = Replay.of(run -> train(
                builder(run, "poisson", ClipMechanisms.fixed(0.1)).seed(1),
                2,
                run.dataset(DIGITS, RECORD),
                run.callback(),
                new Callback() {
                    private double norms;

                    @Override
                    public void onTrainStepEnd(RunContext context) {
                        norms += context.report().revealSensitive().meanNorm();
                        if (context.step() == step) {
                            context.changeLearningRate(0.1 + 1e-4 * norms);
                        }
                    }
                }));
        assertEquals(step + 1, report.violation().orElseThrow().step(), report::describe);
        assertTrue(report.violation().orElseThrow().what().contains("parameters"), report::describe);
    }

    /** A training of two models, of which the data decides what the first is charged. */
    @Test
    void eachModelsChargeIsCompared() throws Exception {
        double[] noise = {1, 1.5};
        int[] runs = {0};
        ReplayReport report = Replay.of(run -> {
            DPModelBuilder unwatched = DPModel.builder(network(), Losses.softmaxCrossEntropy())
                    .optimizer(Optimizers.sgd(0.1))
                    .sampling(SamplingSchemes.poisson(20))
                    .clipping(ClipMechanisms.fixed(0.1))
                    .noise(NoiseMechanisms.gaussian(noise[runs[0]++]));
            Dataset dataset = run.dataset(DIGITS, RECORD);
            train(unwatched.seed(2), 1, dataset, run.callback());
            train(builder(run, "poisson", ClipMechanisms.fixed(0.1)).seed(1), 2, dataset, run.callback());
        });
        assertTrue(report.violation().orElseThrow().what().contains("charged differently"), report::describe);
    }

    @Test
    void noiseOnAGridPaysForItsRounding() throws Exception {
        ReplayReport report = Replay.of(run -> train(
                builder(run, "poisson", ClipMechanisms.fixed(0.1))
                        .noise(NoiseMechanisms.discreteGaussian(1))
                        .seed(1),
                2,
                run.dataset(DIGITS, RECORD),
                run.callback()));
        assertTrue(report.isKept(), report::describe);
    }

    @Test
    void correlatedNoiseIsReplayedWithItsPast() throws Exception {
        ReplayReport report = Replay.of(run -> train(
                builder(run, "poisson", ClipMechanisms.fixed(0.1))
                        .noise(NoiseMechanisms.banded(1, 3))
                        .sampling(new CyclicPoissonSampling(20, 3))
                        .seed(1),
                4,
                run.dataset(DIGITS, RECORD),
                run.callback()));
        assertTrue(report.isKept(), report::describe);
        assertEquals(1, report.largestMove(), 0.02, report::describe);
    }

    /** A learning loop that lets its data choose the noise. */
    @Test
    void noiseThatTheDataDecidesIsFound() throws Exception {
        double[] noise = {1, 1.5};
        int[] runs = {0};
        ReplayReport report = Replay.of(run -> train(
                builder(run, "poisson", ClipMechanisms.fixed(0.1))
                        .noise(NoiseMechanisms.gaussian(noise[runs[0]++]))
                        .seed(1),
                1,
                run.dataset(DIGITS, RECORD),
                run.callback()));
        assertTrue(report.violation().orElseThrow().what().contains("the noise has"), report::describe);
    }

    @Test
    void saysWhatIsMissing() {
        assertThrows(
                IllegalStateException.class,
                () -> Replay.of(run -> train(
                        builder(run, "poisson", ClipMechanisms.fixed(0.1)).seed(1), 1, run.dataset(DIGITS, RECORD))));
        assertThrows(
                IllegalStateException.class,
                () -> Replay.of(run ->
                        train(builder(run, "poisson", ClipMechanisms.fixed(0.1)).seed(1), 1, DIGITS, run.callback())));
        assertThrows(IllegalArgumentException.class, () -> Replay.of(run -> run.dataset(DIGITS, 60)));
        assertThrows(IllegalStateException.class, () -> new Replay().second());
        assertThrows(
                IllegalArgumentException.class,
                () -> Replay.of(run -> train(
                        builder(run, "poisson", ClipMechanisms.adaptive().build())
                                .seed(1),
                        1,
                        run.dataset(DIGITS, RECORD),
                        run.callback())));
    }
}
