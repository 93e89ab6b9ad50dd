package org.dpmodel.callbacks;

import static org.dpmodel.callbacks.FakeRun.loss;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final CapturedOutput output = new CapturedOutput();

    @Test
    void printsALineForEachEpochWhereNobodyWatches() {
        ProgressBar progress = new ProgressBar(output.stream(), false);
        new FakeRun(3, 2)
                .begin(progress)
                .beginEpoch(progress)
                .step(progress, loss(1))
                .step(progress, loss(1))
                .endEpoch(progress)
                .beginEpoch(progress)
                .step(progress, loss(1))
                .endEpoch(progress)
                .end(progress);
        assertEquals(2, output.lines().size());
        assertTrue(output.lines().get(0).matches("epoch 1/3: 2 steps in \\d+\\.\\d s, .* steps/s"), output.text());
        assertTrue(output.lines().get(1).matches("epoch 2/3: 1 steps? in \\d+\\.\\d s, .* steps/s"), output.text());
    }

    /** As after a crash within an epoch: the speed is that of this process. */
    @Test
    void countsTheStepsOfAnEpochThatItHasSeen() {
        ProgressBar dead = new ProgressBar(new CapturedOutput().stream(), false);
        FakeRun run = new FakeRun(1, 3).beginEpoch(dead).step(dead, loss(1)).step(dead, loss(1));
        ProgressBar progress = new ProgressBar(output.stream(), false);
        progress.onTrainEpochBegin(run);
        run.step(progress, loss(1));
        assertTrue(output.text().startsWith("epoch 1/1: 1 step in "), output.text());
    }

    @Test
    void drawsABarThatIsCompleteAfterTheLastStep() {
        ProgressBar progress = new ProgressBar(output.stream(), true);
        FakeRun run = new FakeRun(1, 2).begin(progress).beginEpoch(progress).step(progress, loss(1));
        run.step(progress, loss(1));
        String drawn = output.text();
        assertTrue(drawn.contains("epoch 1/1") && drawn.contains("100%") && drawn.contains("2/2"), drawn);
        assertTrue(drawn.endsWith(System.lineSeparator()), "a line of others would stand in the bar");
        run.endEpoch(progress).end(progress);
        assertEquals(drawn, output.text());
    }

    @Test
    void closesTheBarOfATrainingThatFailed() {
        ProgressBar progress = new ProgressBar(output.stream(), true);
        FakeRun run = new FakeRun(1, 2).begin(progress).beginEpoch(progress).step(progress, loss(1));
        run.end(progress);
        assertTrue(output.text().endsWith(System.lineSeparator()), output.text());
    }
}
