package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Random;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

class TotalCostTest {
    private static PrivacyStatement statement(double epsilon, double delta) {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        PrivacyStatement none = PrivacyStatement.of(accountant, delta, "sampler", "mechanism", 1);
        ObjectNode json = none.toJson();
        json.put("epsilon", epsilon);
        return PrivacyStatement.fromJson(json);
    }

    /** Never below the exact sum, and no more than one step of a double above it. */
    @Test
    void sumsAreRoundedUp() {
        Random random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            double a = Math.exp(20 * random.nextGaussian() - 10);
            double b = Math.exp(20 * random.nextGaussian() - 10);
            double sum = TotalCost.of(statement(a, 1e-5), statement(b, 1e-6)).epsilon();
            BigDecimal exact = new BigDecimal(a).add(new BigDecimal(b));
            assertTrue(new BigDecimal(sum).compareTo(exact) >= 0, a + " + " + b);
            assertTrue(new BigDecimal(Math.nextDown(sum)).compareTo(exact) < 0, a + " + " + b);
        }
        assertEquals(2e-5, TotalCost.of(statement(1, 1e-5), statement(1, 1e-5)).delta());
    }

    @Test
    void thirdTrainingsComeOnTopAndDeltasStopAtOne() {
        TotalCost total = TotalCost.of(statement(1, 0.5), statement(2, 0.25)).and(statement(4, 0.75));
        assertEquals(new TotalCost(7, 1, 3), total);
        assertEquals(
                Double.POSITIVE_INFINITY,
                TotalCost.of(statement(1, 0.1), statement(Double.POSITIVE_INFINITY, 0.1))
                        .epsilon());
    }

    @Test
    void whatIsNoTotalIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TotalCost(-1, 0.1, 2));
        assertThrows(IllegalArgumentException.class, () -> new TotalCost(Double.NaN, 0.1, 2));
        assertThrows(IllegalArgumentException.class, () -> new TotalCost(1, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> new TotalCost(1, 1.1, 2));
        assertThrows(IllegalArgumentException.class, () -> new TotalCost(1, 0.1, 1));
    }

    @Test
    void statementsAreReadBackWithTheirTotal() {
        PrivacyStatement with = statement(1, 1e-5).withTotal(Optional.of(new TotalCost(3, 2e-5, 2)));
        assertEquals(with, PrivacyStatement.fromJson(with.toJson()));
        assertEquals("3.0000", with.displayedEpsilon());
        assertEquals(2e-5, with.displayedDelta());
        for (String damaged : new String[] {"epsilon", "delta", "trainings"}) {
            ObjectNode json = with.toJson();
            ((ObjectNode) json.get("total")).remove(damaged);
            assertThrows(IllegalArgumentException.class, () -> PrivacyStatement.fromJson(json), damaged);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> with.withTotal(Optional.of(new TotalCost(0.9, 2e-5, 2))),
                "less than this training alone");
        ObjectNode json = with.toJson();
        json.put("total", 3);
        assertThrows(IllegalArgumentException.class, () -> PrivacyStatement.fromJson(json));
    }
}
