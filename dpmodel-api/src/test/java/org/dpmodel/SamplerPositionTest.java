package org.dpmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.ledger.LedgerRecord;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.BallsInBins;
import org.dpmodel.sampling.CyclicPoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.junit.jupiter.api.Test;

/** The rest of an epoch that was paid for as a whole. */
class SamplerPositionTest {
    private static final int SIZE = 50;
    private static final int STEPS = 5;

    private static long continueRun(DpEvent paid) {
        return continueRun(new BallsInBins(SIZE / STEPS), paid);
    }

    private static long continueRun(SamplingScheme sampling, DpEvent paid) {
        PrivacyPlan plan = new PrivacyPlan(
                sampling, ClipMechanisms.fixed(1), NoiseMechanisms.gaussian(1), Adjacency.ADD_OR_REMOVE_ONE, 1);
        SamplerPosition position = new SamplerPosition();
        position.replay(
                new LedgerRecord.Run(STEPS, SIZE, "balls in bins", "order", Optional.empty(), Optional.empty()));
        position.replay(new LedgerRecord.Step(STEPS, STEPS, Optional.of(paid)));
        position.replay(new LedgerRecord.Step(STEPS + 1L, STEPS + 1L, Optional.empty()));
        return position.continueRun(SIZE, Optional.empty(), sampling, plan.begin(STEPS), STEPS + 2L);
    }

    private static DpEvent epoch(double noiseMultiplier) {
        return new DpEvent.BallsInBinsEpoch(STEPS, new DpEvent.Gaussian(noiseMultiplier));
    }

    @Test
    void continuesWhatWasPaidFor() {
        assertEquals(STEPS, continueRun(epoch(1)));
    }

    /** Earlier versions charged balls in bins unamplified, which covers the rest of the epoch all the more. */
    @Test
    void continuesWhatWasPaidForAtAHigherPrice() {
        assertEquals(STEPS, continueRun(new DpEvent.Gaussian(1)));
    }

    /** Cyclic sampling pays anew for each step that follows, so that it does not matter what was paid before. */
    @Test
    void whereChargesBeginAnewAnyChargeBeforeWillDo() {
        for (double noiseMultiplier : new double[] {0.5, 1, 2}) {
            DpEvent paid = new DpEvent.Gaussian(noiseMultiplier).poissonSampled(0.5);
            assertEquals(STEPS, continueRun(new CyclicPoissonSampling(SIZE / STEPS, 3), paid));
        }
    }

    @Test
    void anotherChargeIsRefused() {
        for (DpEvent paid : new DpEvent[] {epoch(2), new DpEvent.Gaussian(2)}) {
            String message = assertThrows(IllegalArgumentException.class, () -> continueRun(paid))
                    .getMessage();
            assertTrue(message.startsWith("the epoch that is being continued was charged as " + paid), message);
        }
    }
}
