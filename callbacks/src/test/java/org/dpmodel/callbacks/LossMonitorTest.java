package org.dpmodel.callbacks;

import static org.dpmodel.callbacks.FakeRun.loss;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.callback.StepReport;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.sampling.SamplingSchemes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossMonitorTest {
    private static final String SENSITIVE =
            "The losses below are exact and sensitive: the privacy statement does not cover them.";
    private static final StepReport EMPTY = new StepReport(Double.NaN, 0, 0, Double.NaN, Double.NaN);

    private final CapturedOutput output = new CapturedOutput();

    @Test
    void printsMindSporesLineEachStep() {
        LossMonitor monitor = new LossMonitor(1, output.stream());
        new FakeRun(2, 2)
                .begin(monitor)
                .beginEpoch(monitor)
                .step(monitor, loss(2.3015))
                .step(monitor, loss(1))
                .endEpoch(monitor)
                .beginEpoch(monitor)
                .step(monitor, loss(0.00001));
        assertEquals(
                List.of(
                        SENSITIVE,
                        "epoch: 1 step: 1, loss is 2.3015",
                        "epoch: 1 step: 2, loss is 1.0",
                        "epoch: 2 step: 1, loss is 1e-05"),
                output.lines());
    }

    @Test
    void countsStepsBetweenLinesAcrossEpochs() {
        LossMonitor monitor = new LossMonitor(3, output.stream());
        FakeRun run = new FakeRun(2, 4).begin(monitor);
        for (int epoch = 0; epoch < 2; epoch++) {
            run.beginEpoch(monitor);
            for (int step = 0; step < 4; step++) {
                run.step(monitor, loss(1));
            }
        }
        assertEquals(
                List.of(SENSITIVE, "epoch: 1 step: 3, loss is 1.0", "epoch: 2 step: 2, loss is 1.0"), output.lines());
    }

    @Test
    void startsToCountAnewWhenAModelIsTrainedFurther() {
        LossMonitor first = new LossMonitor(0, output.stream());
        FakeRun run = new FakeRun(1, 4).begin(first).beginEpoch(first).step(first, loss(1));
        LossMonitor monitor = new LossMonitor(2, output.stream());
        run.begin(monitor).step(monitor, loss(2));
        assertEquals(List.of(), output.lines());
        run.step(monitor, loss(3));
        assertEquals(List.of(SENSITIVE, "epoch: 1 step: 3, loss is 3.0"), output.lines());
    }

    @Test
    void saysNothingOfAnEmptyBatch() {
        LossMonitor monitor = new LossMonitor(1, output.stream());
        new FakeRun(1, 1).begin(monitor).beginEpoch(monitor).step(monitor, EMPTY);
        assertEquals(List.of(), output.lines());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void endsATrainingWhoseLossIsNoNumberEvenIfSilent(double loss) {
        LossMonitor monitor = new LossMonitor(0, output.stream());
        try (DPModel model = SmallTraining.model()) {
            FakeRun run = new FakeRun(1, 2)
                    .of(model)
                    .begin(monitor)
                    .beginEpoch(monitor)
                    .step(monitor, loss(1));
            IllegalStateException error =
                    assertThrows(IllegalStateException.class, () -> run.step(monitor, loss(loss)));
            String message = error.getMessage();
            assertTrue(
                    message.startsWith("In epoch: 1 step: 2, loss is NAN or INF, training process cannot continue, "
                            + "terminating training."),
                    message);
            assertTrue(message.contains("--check-data"), message);
        }
        assertEquals(List.of(), output.lines());
    }

    /**
     * Seen to fail: a search needs a result from each of its runs, and one whose loss was no number could neither end nor be
     * resumed.
     */
    @Test
    void endsNoRunOfASearch() {
        try (DPModel model = SmallTraining.builder(SamplingSchemes.poisson(8))
                .clipping(ClipMechanisms.fixed(1))
                .noise(NoiseMechanisms.gaussian(1))
                .accountant(adjacency ->
                        new BestOfRunsAccountant(new RdpAccountant(adjacency), RunCount.parse("geometric:0.2")))
                .build()) {
            LossMonitor monitor = new LossMonitor(1, output.stream());
            new FakeRun(1, 2)
                    .of(model)
                    .begin(monitor)
                    .beginEpoch(monitor)
                    .step(monitor, loss(Double.NaN))
                    .step(monitor, loss(1));
        }
        assertEquals(
                List.of(SENSITIVE, "epoch: 1 step: 1, loss is nan", "epoch: 1 step: 2, loss is 1.0"), output.lines());
    }

    @Test
    void refusesNegativeSteps() {
        String message = assertThrows(IllegalArgumentException.class, () -> new LossMonitor(-1))
                .getMessage();
        assertTrue(message.contains("perPrintTimes") && message.contains("-1"), message);
    }
}
