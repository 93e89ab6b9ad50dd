package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A growing run of ever different steps, which are put together on a lattice that becomes coarser as they spread. */
class ChangingLatticeTest {
    @Test
    @Tag("slow")
    void answersOnTheWayAreThoseOfAFreshAccountant() {
        PldOptions options = new PldOptions(16L << 20, 1e-3);
        PldAccountant growing = new PldAccountant(Adjacency.REPLACE_ONE, options);
        for (int step = 0; step < 230; step++) {
            growing.compose(new DpEvent.Gaussian(4 + 0.01 * step).poissonSampled(0.02));
            if (step > 60 && step % 3 == 0) {
                double upper = growing.epsilon(1e-5);
                double lower = growing.lowerEpsilon(1e-5);
                assertTrue(lower <= upper, "step " + step);
                if (step % 24 == 0) {
                    PldAccountant fresh = new PldAccountant(Adjacency.REPLACE_ONE, options);
                    fresh.compose(growing.ledger());
                    assertEquals(fresh.epsilon(1e-5), upper, 0.02 * upper, "step " + step);
                    assertTrue(lower <= fresh.epsilon(1e-5), "step " + step);
                }
            }
        }
    }
}
