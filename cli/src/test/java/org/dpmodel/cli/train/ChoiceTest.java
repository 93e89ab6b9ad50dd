package org.dpmodel.cli.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.RunCount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record of a search. */
class ChoiceTest {
    @TempDir
    Path folder;

    /** The search is charged as runs of equal cost: that of the first. */
    @Test
    void runsOfAnotherCostAreRefused() throws IOException {
        DpEvent cost = new DpEvent.Gaussian(1).poissonSampled(0.1).times(20);
        Choice choice = Choice.begin(
                folder,
                RunCount.parse("geometric:0.4"),
                "public",
                Optional.empty(),
                List.of("--epochs", "2"),
                new SplittableRandom(1));
        assertEquals(Optional.empty(), choice.cost());
        choice.starting(cost);
        choice.starting(cost);
        for (DpEvent other : List.of(
                new DpEvent.Gaussian(1).poissonSampled(0.1).times(21),
                new DpEvent.Gaussian(0.9).poissonSampled(0.1).times(20),
                new DpEvent.Composed(List.of(cost, new DpEvent.Gaussian(5))))) {
            for (Choice known : List.of(choice, Choice.read(folder))) {
                String message = assertThrows(IOException.class, () -> known.starting(other))
                        .getMessage();
                assertTrue(message.contains("all candidates must cost the same"), message);
                assertEquals(Optional.of(cost), known.cost());
            }
        }
    }
}
