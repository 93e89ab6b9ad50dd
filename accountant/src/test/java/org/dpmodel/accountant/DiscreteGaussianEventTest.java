package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.junit.jupiter.api.Test;

/** Discrete Gaussian noise is charged by its Rényi divergences, which are all that is known of it. */
class DiscreteGaussianEventTest {
    private static final double DELTA = 1e-5;
    private static final DpEvent DISCRETE = new DpEvent.DiscreteGaussian(1.1);
    private static final DpEvent GAUSSIAN = new DpEvent.Gaussian(1.1);

    private static double epsilon(PrivacyAccountant accountant, DpEvent event) {
        accountant.compose(event);
        return accountant.epsilon(DELTA);
    }

    private static PrivacyAccountant rdp() {
        return new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
    }

    @Test
    void unsampledCostsWhatTheGaussianCostsInRenyiAndConcentratedPrivacy() {
        assertEquals(epsilon(rdp(), GAUSSIAN.times(10)), epsilon(rdp(), DISCRETE.times(10)));
        assertEquals(
                epsilon(new ZcdpAccountant(Adjacency.REPLACE_ONE), GAUSSIAN.times(10)),
                epsilon(new ZcdpAccountant(Adjacency.REPLACE_ONE), DISCRETE.times(10)));
    }

    @Test
    void sampledCostsTheGaussianOrSlightlyMore() {
        double gaussian = epsilon(rdp(), GAUSSIAN.poissonSampled(0.01).times(1000));
        double discrete = epsilon(rdp(), DISCRETE.poissonSampled(0.01).times(1000));
        assertTrue(discrete >= gaussian && discrete < 1.01 * gaussian, gaussian + " " + discrete);
    }

    /** Its tail probabilities are not those of the Gaussian, so neither is its privacy loss distribution. */
    @Test
    void pldAnswersByRenyiAndSaysSo() {
        DpEvent event = DISCRETE.poissonSampled(0.01).times(1000);
        PldAccountant pld = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        assertEquals(epsilon(rdp(), event), epsilon(pld, event));
        assertFalse(pld.guarantee(DELTA).notes().isEmpty());
    }

    @Test
    void discreteAndGaussianOfOneSampleAreChargedTogether() {
        DpEvent both = new DpEvent.Composed(List.of(DISCRETE, GAUSSIAN)).poissonSampled(0.01);
        DpEvent one = new DpEvent.DiscreteGaussian(1.1 / Math.sqrt(2)).poissonSampled(0.01);
        assertEquals(epsilon(rdp(), one.times(100)), epsilon(rdp(), both.times(100)), 1e-9);
    }

    @Test
    void whatIsNotKnownIsRefused() {
        UnsupportedEventException gdp = assertThrows(
                UnsupportedEventException.class,
                () -> epsilon(new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE), DISCRETE));
        assertEquals(DISCRETE, gdp.event());
        UnsupportedEventException replaced = assertThrows(
                UnsupportedEventException.class,
                () -> epsilon(new RdpAccountant(Adjacency.REPLACE_ONE), DISCRETE.poissonSampled(0.01)));
        assertTrue(replaced.getMessage().contains("ADD_OR_REMOVE_ONE"), replaced.getMessage());
        DpEvent fixedSize = new DpEvent.SampledWithoutReplacement(100, 10, DISCRETE);
        assertThrows(
                UnsupportedEventException.class, () -> epsilon(new RdpAccountant(Adjacency.REPLACE_ONE), fixedSize));
    }
}
