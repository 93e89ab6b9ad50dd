package org.dpmodel.accountant.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

class RunAnalysisTest {
    private static final RunAnalysis RDP = new RunAnalysis(() -> new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE));

    private static DpEvent run(double noiseMultiplier, long steps) {
        return new DpEvent.Gaussian(noiseMultiplier)
                .poissonSampled(256 / 60000.0)
                .times(steps);
    }

    @Test
    void tableFallsWithNoiseAndGrowsWithEpochs() {
        var table = RDP.table((noise, epochs) -> run(noise, 234 * epochs), List.of(0.8, 1.6), List.of(1L, 5L), 1e-5);
        assertTrue(table.epsilons().get(0).get(0) > table.epsilons().get(1).get(0));
        assertTrue(table.epsilons().get(0).get(0) < table.epsilons().get(0).get(1));
    }

    @Test
    void seriesEndsAtTheEndOfTheRun() {
        var series = RDP.series(steps -> run(1, steps), 2340, 1e-5, 7);
        assertEquals(7, series.size());
        assertEquals(2340, series.get(6).step());
        RdpAccountant whole = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        whole.compose(run(1, 2340));
        assertEquals(whole.epsilon(1e-5), series.get(6).epsilon());
        assertEquals(3, RDP.series(steps -> run(1, steps), 3, 1e-5, 100).size());
        assertEquals(List.of(), RDP.series(steps -> run(1, steps), 0, 1e-5, 100));
        assertThrows(IllegalArgumentException.class, () -> RDP.series(steps -> run(1, steps), 3, 1e-5, 0));
    }
}
