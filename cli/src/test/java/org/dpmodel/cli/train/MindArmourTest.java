package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.cli.Execution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MindArmourTest {
    /** The real run takes ten epochs; one shows that all three numbers are those of their runs. */
    @Test
    @Tag("slow")
    void theTutorialCostsWhatItDrawsAndNotWhatIsPrinted() {
        Execution run = Execution.of(
                        "mindarmour", "--examples", "1024", "--test-examples", "500", "--epochs", "1", "--seed", "3")
                .succeeds();
        double printed = epsilon(run, "what MindArmour's RDP monitor prints; not a guarantee of run 1");
        double drawn = epsilon(run, "run 1: replace-one, sensitivity 2 C, count charged, unamplified");
        double sound = epsilon(run, "run 2: add-or-remove-one, sensitivity C, count charged");
        assertTrue(sound < printed && printed < drawn, sound + " " + printed + " " + drawn);
        assertTrue(run.out().contains("(replace-one)") && run.out().contains("(add-or-remove-one)"), run.out());
        assertTrue(run.out().contains("charged on top of the noise multiplier"), run.out());
    }

    private static double epsilon(Execution run, String row) {
        return Double.parseDouble(run.wordAfter(row));
    }

    /** MindArmour 2.0.0's formulas on Python floats, for its tutorial: 60,000 examples, batch 256, 10 epochs. */
    @Test
    void printsWhatMindArmourPrints() {
        assertEquals(1.7139, PrintedByMindArmour.epsilon(256 / 60000.0, 1.0, 2340, 1e-5), 1e-4);
    }
}
