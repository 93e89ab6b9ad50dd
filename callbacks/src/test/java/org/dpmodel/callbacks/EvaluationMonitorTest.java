package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Map;
import org.dpmodel.DPModel;
import org.junit.jupiter.api.Test;

class EvaluationMonitorTest {
    private final CapturedOutput output = new CapturedOutput();

    @Test
    void printsTheMetricsOfEachEpochAndKeepsTheLast() {
        EvaluationMonitor monitor =
                EvaluationMonitor.onPublicData(SmallTraining.points()).printingTo(output.stream());
        assertEquals(Map.of(), monitor.results());
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 3, monitor);
            assertEquals(model.eval(SmallTraining.points()), monitor.results());
        }
        assertEquals(3, output.lines().size());
        assertEquals(
                String.format(
                        Locale.ROOT,
                        "epoch: 3, Accuracy is %.4f",
                        monitor.results().get("Accuracy")),
                output.lines().get(2));
    }

    @Test
    void warnsThatMetricsOnPrivateDataAreNotCovered() {
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(
                    model,
                    1,
                    EvaluationMonitor.onPrivateData(SmallTraining.points()).printingTo(output.stream()));
        }
        assertEquals(2, output.lines().size());
        String warning = output.lines().get(0);
        assertTrue(warning.contains("points") && warning.contains("does not cover"), warning);
    }
}
