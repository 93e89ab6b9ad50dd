package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.dpmodel.DPModel;
import org.dpmodel.DPModelBuilder;
import org.dpmodel.TrainingEnd;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyStatement;
import org.dpmodel.accountant.RunCount;
import org.dpmodel.accountant.calibration.BestOfRunsAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.graph.GraphException;
import org.dpmodel.ledger.LedgerContent;
import org.dpmodel.optimizer.Optimizers;
import org.junit.jupiter.api.Test;

/**
 * Rule: a statement contains everything that epsilon depends on. The charges of one run of a search do not give the cost
 * of the search, so its ledger says that it is one of several, and it is resumed with the accountant of the same search
 * only.
 */
class SearchesInLedgersTest extends KeptRun {
    private static final double DELTA = 1e-5;
    private static final DpEvent SCORE = new DpEvent.Gaussian(20);
    private static final String OF_SEARCH = "accountant of a search";

    private DPModelBuilder oneOf(String runs, DpEvent score) {
        return kept(POISSON)
                .accountant(adjacency ->
                        new BestOfRunsAccountant(new RdpAccountant(adjacency), RunCount.parse(runs), score));
    }

    private Optional<String> recorded() {
        return LedgerContent.read(ledger).header().search();
    }

    @Test
    void ledgerNamesTheSearch() {
        runAndDie(oneOf("geometric:0.2", DpEvent.nothing()), 1, 3);
        assertEquals(Optional.of("best of geometric:0.2 runs"), recorded());
    }

    @Test
    void ledgerOfARunOfItsOwnNamesNone() {
        runAndDie(kept(POISSON), 1, 3);
        assertEquals(Optional.empty(), recorded());
    }

    @Test
    void runOfASearchIsNotContinuedAtThePriceOfOneRun() {
        runAndDie(oneOf("geometric:0.2", DpEvent.nothing()), 1, 3);
        refused(kept(POISSON), OF_SEARCH);
        refused(oneOf("geometric:0.5", DpEvent.nothing()), "geometric:0.2");
    }

    @Test
    void scoreIsPartOfTheSearch() {
        runAndDie(oneOf("geometric:0.2", SCORE), 1, 3);
        refused(oneOf("geometric:0.2", DpEvent.nothing()), OF_SEARCH);
        refused(oneOf("geometric:0.2", new DpEvent.Gaussian(40)), OF_SEARCH);
    }

    /** Its weights are infinite or no numbers when it is resumed, and still it is a run of the search. */
    @Test
    void divergedRunGoesOnToo() {
        DPModelBuilder diverging = oneOf("geometric:0.2", DpEvent.nothing()).optimizer(Optimizers.sgd(1e300));
        runAndDie(diverging, 2, 4);
        try (DPModel model = diverging.build()) {
            model.resume(folder);
            assertThrows(GraphException.class, () -> model.network().requireFinite());
            assertEquals(TrainingEnd.EPOCHS_DONE, model.train(2, ROWS, List.of()));
            assertEquals(2L * STEPS_PER_EPOCH, model.privacyStatement(DELTA).steps());
        }
    }

    @Test
    void sameSearchGoesOn() {
        runAndDie(oneOf("geometric:0.2", SCORE), 1, 3);
        try (DPModel model = oneOf("geometric:0.2", SCORE).build()) {
            model.resume(folder);
            model.train(1, ROWS, List.of());
            PrivacyStatement statement = model.privacyStatement(DELTA);
            assertEquals(STEPS_PER_EPOCH, statement.steps());
            RdpAccountant alone = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
            model.ledger().events().forEach(alone::compose);
            assertTrue(statement.epsilon() > alone.epsilon(DELTA), statement::toText);
        }
    }
}
