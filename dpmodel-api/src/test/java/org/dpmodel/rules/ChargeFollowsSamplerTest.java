package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.RunContext;
import org.dpmodel.data.ForwardingDataset;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;
import org.dpmodel.sampling.ShuffledBatches;
import org.dpmodel.statistics.TailBounds;
import org.junit.jupiter.api.Test;

/**
 * Rule 4: what is charged is what the sampler does.
 *
 * <p>Seen to fail when the charge read the dataset's size anew in each step, when the Poisson sampler drew with 1.1 q, when a
 * shuffled epoch was charged as a Poisson step, and when an interrupted epoch was not charged again.
 *
 * <p>False alarms: 51 counts of 1e-7 each.
 */
class ChargeFollowsSamplerTest {
    private static final int SIZE = 50;
    private static final int EXPECTED = 10;
    private static final double RATE = 1e-7;
    private static final DpEvent BINS = new DpEvent.BallsInBinsEpoch(SIZE / EXPECTED, new DpEvent.Gaussian(1));

    /** Counts how often each example is read; its size may change with the number of calls. */
    private static final class Watched extends ForwardingDataset {
        private final long[] reads;
        private final IntUnaryOperator sizeOfCall;
        private int calls;

        Watched(int size, IntUnaryOperator sizeOfCall) {
            super(Rows.repeated(size, new float[] {1}, new float[] {0}));
            this.reads = new long[size];
            this.sizeOfCall = sizeOfCall;
        }

        @Override
        public String name() {
            return "watched";
        }

        @Override
        public int size() {
            return sizeOfCall.applyAsInt(calls++);
        }

        @Override
        public void copyFeatures(int index, FloatBuffer destination) {
            reads[index]++;
            super.copyFeatures(index, destination);
        }
    }

    private static DPModel poisson() {
        return Tiny.regression(Tiny.linear(1, 1))
                .sampling(new PoissonSampling(EXPECTED))
                .build();
    }

    private static DPModel shuffled() {
        return Tiny.regression(Tiny.linear(1, 1))
                .sampling(new ShuffledBatches(EXPECTED))
                .build();
    }

    @Test
    void poissonSamplesAreAsFrequentAsCharged() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = poisson()) {
            model.train(400, dataset, List.of());
            DpEvent.SelfComposed all = assertInstanceOf(
                    DpEvent.SelfComposed.class, model.ledger().events().get(0));
            double charged = ((DpEvent.PoissonSampled) all.event()).samplingProbability();
            assertEquals(model.steps(), all.count());
            long total = 0;
            for (long reads : dataset.reads) {
                assertTrue(TailBounds.isPlausibleCount(reads, model.steps(), charged, RATE));
                total += reads;
            }
            long trials = SIZE * model.steps();
            assertTrue(TailBounds.isPlausibleCount(total, trials, charged, RATE));
            assertFalse(TailBounds.isPlausibleCount(total, trials, 0.9 * charged, RATE), "10 % less passes");
            assertFalse(TailBounds.isPlausibleCount(total, trials, 1.1 * charged, RATE), "10 % more passes");
        }
    }

    /** A dataset that seems to grow during training must not make the charge smaller than the draw. */
    @Test
    void aGrowingDatasetIsChargedAsItIsSampled() {
        Watched dataset = new Watched(SIZE, call -> call == 0 ? SIZE : 1000 * SIZE);
        try (DPModel model = poisson()) {
            model.train(1, dataset, List.of());
            assertEquals(
                    List.of(new DpEvent.Gaussian(1)
                            .poissonSampled((double) EXPECTED / SIZE)
                            .times(SIZE / EXPECTED)),
                    model.ledger().events());
            assertTrue(model.privacyStatement().sampler().contains("of " + SIZE + " examples"));
        }
    }

    @Test
    void aShuffledEpochIsOneGaussianWithoutAmplification() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = shuffled()) {
            model.train(3, dataset, List.of());
            DpEvent epoch = new DpEvent.ShuffledEpoch(SIZE / EXPECTED, new DpEvent.Gaussian(0.5));
            assertEquals(List.of(epoch.times(3)), model.ledger().events());
            for (long reads : dataset.reads) {
                assertEquals(3, reads, "each example once an epoch");
            }
            RdpAccountant unsampled = new RdpAccountant(Adjacency.REPLACE_ONE);
            unsampled.compose(new DpEvent.Gaussian(0.5), 3);
            assertEquals(unsampled.epsilon(1e-5), model.privacyStatement(1e-5).epsilon());
            String text = model.privacyStatement().toText();
            assertTrue(text.contains("charged without amplification by sampling"), text);
        }
    }

    @Test
    void shuffledBatchesAreNotCheaperThanPoisson() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel poisson = poisson();
                DPModel shuffled = shuffled()) {
            poisson.train(2, dataset, List.of());
            shuffled.train(2, dataset, List.of());
            assertTrue(shuffled.privacyStatement().epsilon()
                    > poisson.privacyStatement().epsilon());
        }
    }

    private static Callback stopAt(long step) {
        return new Callback() {
            @Override
            public void onTrainStepEnd(RunContext context) {
                if (context.step() == step) {
                    context.requestStop();
                }
            }
        };
    }

    @Test
    void aBrokenOffEpochIsChargedWholeAndNotContinued() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = shuffled()) {
            model.train(1, dataset, List.of(stopAt(2)));
            assertEquals(2, model.steps());
            model.train(1, dataset, List.of(stopAt(4)));
            assertEquals(4, model.steps());
            DpEvent epoch = new DpEvent.ShuffledEpoch(SIZE / EXPECTED, new DpEvent.Gaussian(0.5));
            assertEquals(List.of(epoch.times(2)), model.ledger().events());
        }
    }

    @Test
    void anotherDatasetIsChargedWithItsOwnProbability() {
        try (DPModel model = poisson()) {
            model.train(1, new Watched(SIZE, call -> SIZE), List.of());
            model.train(1, new Watched(2 * SIZE, call -> 2 * SIZE), List.of());
            assertEquals(
                    List.of(
                            new DpEvent.Gaussian(1).poissonSampled(0.2).times(5),
                            new DpEvent.Gaussian(1).poissonSampled(0.1).times(10)),
                    model.ledger().events());
            String text = model.privacyStatement().toText();
            assertTrue(text.contains("of 50 examples") && text.contains("of 100 examples"), text);
            assertTrue(text.contains("trained on several datasets"), text);
        }
    }

    @Test
    void aStepThatFailsAfterItsChargeStaysCharged() {
        GradientRecorder failing = new GradientRecorder().failingAt(0);
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(new PoissonSampling(EXPECTED))
                .noise(NoiseMechanisms.gaussian(1))
                .optimizer(failing)
                .build()) {
            assertThrows(IllegalStateException.class, () -> model.train(1, dataset, List.of()));
            assertEquals(
                    List.of(new DpEvent.Gaussian(1).poissonSampled(0.2)),
                    model.ledger().events());
            assertEquals(1, model.privacyStatement().steps());
        }
    }

    private static DPModel sampled(SamplingScheme scheme) {
        return Tiny.regression(Tiny.linear(1, 1)).sampling(scheme).build();
    }

    @Test
    void binsAreChargedOnceAnEpochAmplifiedAndNotDoubled() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(SamplingSchemes.ballsInBins(EXPECTED))
                .accountant(PldAccountant::new)
                .build()) {
            model.train(3, dataset, List.of());
            assertEquals(List.of(BINS.times(3)), model.ledger().events());
            assertEquals(3L * SIZE, Arrays.stream(dataset.reads).sum(), "each example once an epoch");
            String text = model.privacyStatement().toText();
            assertTrue(text.contains("5 bins an epoch") && !text.contains("not claimed"), text);
            PldAccountant unamplified = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
            unamplified.compose(new DpEvent.Gaussian(1), 3);
            assertTrue(model.privacyStatement(1e-5).epsilon() < 0.8 * unamplified.epsilon(1e-5));
            model.train(1, dataset, List.of(stopAt(model.steps() + 1)));
            model.train(1, dataset, List.of(stopAt(model.steps() + 1)));
            assertEquals(List.of(BINS.times(5)), model.ledger().events(), "broken epochs are paid whole");
        }
    }

    /** Where an example is replaced, no amplification is proven: the statement says so. */
    @Test
    void binsUnderReplaceOneAreNotAmplified() {
        try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(SamplingSchemes.ballsInBins(EXPECTED))
                .adjacency(Adjacency.REPLACE_ONE)
                .accountant(PldAccountant::new)
                .build()) {
            model.train(2, new Watched(SIZE, call -> SIZE), List.of());
            PldAccountant unamplified = new PldAccountant(Adjacency.REPLACE_ONE);
            unamplified.compose(new DpEvent.Gaussian(0.5), 2);
            assertEquals(unamplified.epsilon(1e-5), model.privacyStatement(1e-5).epsilon());
            String text = model.privacyStatement(1e-5).toText();
            assertTrue(text.contains("amplification by sampling is not claimed"), text);
        }
    }

    /** Noise that falls within an epoch is charged at its smallest: an example may have been in that step. */
    @Test
    void binsOfUnequalNoiseAreChargedAsTheOneWithTheLeast() {
        try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(SamplingSchemes.ballsInBins(EXPECTED))
                .noise(NoiseMechanisms.adaGaussian("8 less 1 a step", step -> 8.0 - step))
                .build()) {
            model.train(1, new Watched(SIZE, call -> SIZE), List.of());
            assertEquals(
                    List.of(new DpEvent.BallsInBinsEpoch(SIZE / EXPECTED, new DpEvent.Gaussian(4))),
                    model.ledger().events());
        }
    }

    @Test
    void subsetsAreChargedWithTheirSizeUnderReplaceOne() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = sampled(SamplingSchemes.withoutReplacement(EXPECTED))) {
            model.train(2, dataset, List.of());
            DpEvent step = new DpEvent.SampledWithoutReplacement(SIZE, EXPECTED, new DpEvent.Gaussian(0.5));
            assertEquals(List.of(step.times(10)), model.ledger().events());
            assertEquals(10L * EXPECTED, Arrays.stream(dataset.reads).sum());
        }
    }

    @Test
    void cutPoissonSamplesAreChargedForTheCut() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = sampled(SamplingSchemes.truncatedPoisson(EXPECTED, 30))) {
            model.train(2, dataset, List.of());
            DpEvent step = new DpEvent.TruncatedPoissonSampled(0.2, 30, SIZE, new DpEvent.Gaussian(1));
            assertEquals(List.of(step.times(10)), model.ledger().events());
            double poisson;
            try (DPModel uncut = poisson()) {
                uncut.train(2, dataset, List.of());
                poisson = uncut.privacyStatement(1e-3).epsilon();
            }
            assertTrue(model.privacyStatement(1e-3).epsilon() > poisson);
        }
    }

    @Test
    void aChargeThatTheAccountantDoesNotKnowIsRefusedBeforeTheFirstStep() {
        Watched dataset = new Watched(SIZE, call -> SIZE);
        try (DPModel model = Tiny.regression(Tiny.linear(1, 1))
                .sampling(SamplingSchemes.withoutReplacement(EXPECTED))
                .noise(NoiseMechanisms.discreteGaussian(1))
                .build()) {
            assertThrows(UnsupportedEventException.class, () -> model.train(1, dataset, List.of()));
            assertEquals(0, model.steps());
            assertEquals(0, Arrays.stream(dataset.reads).sum(), "no example was read");
        }
    }

    @Test
    void shuffledBatchesRefuseAddOrRemoveOne() {
        String message = assertThrows(IllegalArgumentException.class, () -> Tiny.regression(Tiny.linear(1, 1))
                        .sampling(new ShuffledBatches(EXPECTED))
                        .adjacency(Adjacency.ADD_OR_REMOVE_ONE)
                        .build())
                .getMessage();
        assertTrue(message.startsWith("adjacency must be REPLACE_ONE with shuffled batches"), message);
    }
}
