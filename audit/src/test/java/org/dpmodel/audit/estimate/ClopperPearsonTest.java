package org.dpmodel.audit.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ClopperPearsonTest {
    @Test
    void extremesHaveClosedForms() {
        assertEquals(0, ClopperPearson.lower(0, 20, 0.05));
        assertEquals(Math.pow(0.05, 1 / 20.0), ClopperPearson.lower(20, 20, 0.05), 1e-12);
        assertEquals(1 - Math.pow(0.05, 1 / 20.0), ClopperPearson.upper(0, 20, 0.05), 1e-12);
        assertEquals(1, ClopperPearson.upper(20, 20, 0.05), 1e-12);
    }

    /** One success of two: P(at least one) = 1 − (1 − p)² = 0.05. */
    @Test
    void oneOfTwoByHand() {
        assertEquals(1 - Math.sqrt(0.95), ClopperPearson.lower(1, 2, 0.05), 1e-12);
    }

    @Test
    void refusesImpossibleCounts() {
        assertThrows(IllegalArgumentException.class, () -> ClopperPearson.lower(3, 2, 0.05));
        assertThrows(IllegalArgumentException.class, () -> ClopperPearson.lower(-1, 2, 0.05));
        assertThrows(IllegalArgumentException.class, () -> ClopperPearson.upper(1, 2, 0));
    }
}
