package org.dpmodel.engine.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dpmodel.graph.lowering.GraphTarget;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A unit's loss, norm and clipped gradient have the same bits in every row, whatever the other rows contain: rule 14.
 */
abstract class RowContract {
    /** Two blocks of rows. */
    private static final int EXAMPLES = 32;

    /** Microbatches of 16 fill whole blocks of rows by themselves; graphs have a multiple of four. */
    private static final int MICROBATCHES = 4;

    abstract EngineContract contract();

    @TestFactory
    Stream<DynamicTest> rowsAreEqualToTheBit() {
        return targets().stream().flatMap(target -> contract().rowSteps().stream()
                .map(step -> DynamicTest.dynamicTest(target + ": " + step, () -> assertRowsEqual(step, target))));
    }

    private List<GraphTarget> targets() {
        return contract().rowTargets();
    }

    private void assertRowsEqual(ModelStep step, GraphTarget target) {
        int examples = step.unitSize() == 1 ? EXAMPLES : MICROBATCHES * step.unitSize();
        try (RowComparison rows = new RowComparison(contract().device(), step.compile(target, examples))) {
            assertEquals(Optional.empty(), rows.firstDifference());
        }
    }
}
