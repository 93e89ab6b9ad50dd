package org.dpmodel.accountant.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.analysis.DpSgdRun.Sampler;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

class RunAnalysisTest {
    private static final DpSgdRun RUN = DpSgdRun.ofEpochs(60000, 256, 1.0, 10);
    private static final RunAnalysis RDP = new RunAnalysis(() -> new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE));

    @Test
    void epochsHaveAsManyStepsAsWholeBatchesFit() {
        assertEquals(2340, RUN.steps());
        assertEquals(256 / 60000.0, RUN.samplingProbability());
        assertThrows(IllegalArgumentException.class, () -> DpSgdRun.ofEpochs(100, 101, 1, 1));
    }

    @Test
    void statementOfShuffledBatchesNamesBothNumbers() {
        RunAnalysis pld = new RunAnalysis(() -> new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE));
        PrivacyStatement statement = pld.statement(RUN.withSampler(Sampler.SHUFFLED), 1e-5);
        // 10 epochs, each a Gaussian mechanism of squared sensitivity 5: mu = √50
        assertTrue(statement.epsilon() > 50, () -> "" + statement.epsilon());
        assertEquals(1.0990, statement.epsilonIfPoissonSampled().orElseThrow(), 1e-3);
        assertTrue(statement.toText().contains("not claimed"));
    }

    @Test
    void tableFallsWithNoiseAndGrowsWithEpochs() {
        var table = RDP.table(RUN, List.of(0.8, 1.6), List.of(1L, 5L), 1e-5);
        assertTrue(table.epsilons().get(0).get(0) > table.epsilons().get(1).get(0));
        assertTrue(table.epsilons().get(0).get(0) < table.epsilons().get(0).get(1));
    }

    @Test
    void seriesEndsAtTheEndOfTheRun() {
        var series = RDP.series(RUN, 1e-5, 7);
        assertEquals(7, series.size());
        assertEquals(2340, series.get(6).step());
        assertEquals(RDP.statement(RUN, 1e-5).epsilon(), series.get(6).epsilon());
        assertEquals(3, RDP.series(RUN.withSteps(3), 1e-5, 100).size());
    }
}
