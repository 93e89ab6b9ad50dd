package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Test;

class ReducedEventTest {
    private static final DpEvent GAUSSIAN = new DpEvent.Gaussian(2);

    private static ReducedEvent reduce(DpEvent event, Adjacency adjacency) {
        return ReducedEvent.of(event, adjacency, "test");
    }

    private static ReducedEvent reduce(DpEvent event) {
        return reduce(event, Adjacency.ADD_OR_REMOVE_ONE);
    }

    @Test
    void gaussiansInSequenceAreOne() {
        DpEvent event = new DpEvent.Composed(List.of(GAUSSIAN.times(3), new DpEvent.Gaussian(1)));
        assertEquals(3 / 4.0 + 1, reduce(event).gaussianMuSquared());
    }

    @Test
    void gaussiansOnOneSampleAreOneSampledGaussian() {
        DpEvent event = new DpEvent.Composed(List.of(GAUSSIAN, GAUSSIAN)).poissonSampled(0.1);
        PoissonGaussian step =
                reduce(event).steps(PoissonGaussian.class).keySet().iterator().next();
        assertEquals(0.1, step.samplingProbability());
        assertEquals(Math.sqrt(2), step.noiseMultiplier(), 1e-15);
        assertTrue(step.noiseMultiplier() <= Math.sqrt(2), "rounded to the safe side");
    }

    @Test
    void samplingAtTheEndsOfItsRange() {
        assertTrue(reduce(GAUSSIAN.poissonSampled(0)).isNothing());
        assertEquals(reduce(GAUSSIAN), reduce(GAUSSIAN.poissonSampled(1)));
        assertTrue(reduce(new DpEvent.Gaussian(0).poissonSampled(0)).isNothing());
        assertTrue(reduce(new DpEvent.Gaussian(0).poissonSampled(1e-9)).isUnbounded());
        assertTrue(reduce(new DpEvent.NonPrivate().poissonSampled(1e-9)).isUnbounded());
    }

    @Test
    void samplingTwiceMultiplies() {
        ReducedEvent reduced = reduce(GAUSSIAN.poissonSampled(0.5).poissonSampled(0.5));
        double q =
                reduced.steps(PoissonGaussian.class).keySet().iterator().next().samplingProbability();
        assertEquals(0.25, q, 1e-15);
        assertTrue(q >= 0.25);
    }

    /** Steps that draw from one sample are not independent samples: whoever is not in it is in none of them. */
    @Test
    void severalSampledStepsAreNotRunOnOneSample() {
        DpEvent step = GAUSSIAN.poissonSampled(0.5);
        DpEvent other = new DpEvent.Gaussian(3).poissonSampled(0.1);
        for (DpEvent inner : List.of(
                step.times(2), new DpEvent.Composed(List.of(step, step)), new DpEvent.Composed(List.of(step, other)))) {
            for (Adjacency adjacency : Adjacency.values()) {
                assertThrows(UnsupportedEventException.class, () -> reduce(inner.poissonSampled(0.5), adjacency));
            }
        }
    }

    @Test
    void shuffledEpochCostsItsEventOnceUnderReplaceOneAndFiveTimesSquaredOtherwise() {
        DpEvent epoch = new DpEvent.ShuffledEpoch(234, GAUSSIAN);
        assertEquals(0.25, reduce(epoch, Adjacency.REPLACE_ONE).gaussianMuSquared());
        assertEquals(1.25, reduce(epoch).gaussianMuSquared());
        DpEvent discrete = new DpEvent.ShuffledEpoch(234, new DpEvent.DiscreteGaussian(2));
        assertEquals(0.25, reduce(discrete, Adjacency.REPLACE_ONE).discreteMuSquared());
        assertEquals(1.25, reduce(discrete).discreteMuSquared());
        assertTrue(reduce(new DpEvent.ShuffledEpoch(0, GAUSSIAN)).isNothing());
    }

    /** Under replace-one, sampling takes half of the sensitivity for an example that comes or goes; shuffled it is √5 C. */
    @Test
    void aShuffledEpochIsNotRunOnASample() {
        DpEvent epoch = new DpEvent.ShuffledEpoch(3, GAUSSIAN);
        for (Adjacency adjacency : Adjacency.values()) {
            for (DpEvent inner : List.of(epoch, epoch.times(2), new DpEvent.Composed(List.of(GAUSSIAN, epoch)))) {
                assertThrows(UnsupportedEventException.class, () -> reduce(inner.poissonSampled(0.5), adjacency));
                DpEvent subset = new DpEvent.SampledWithoutReplacement(10, 5, inner);
                assertThrows(UnsupportedEventException.class, () -> reduce(subset, adjacency));
            }
        }
    }

    @Test
    void equalStepsAreCountedTogether() {
        DpEvent step = GAUSSIAN.poissonSampled(0.1);
        ReducedEvent reduced = reduce(
                new DpEvent.Composed(List.of(step.times(3), step, step.times(2).times(2))));
        assertEquals(Map.of(new PoissonGaussian(0.1, 2), 8L), reduced.steps(PoissonGaussian.class));
    }

    @Test
    void refusesByNamingTheInnermostEventAndLeavesTheLedgerAlone() {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(GAUSSIAN);
        DpEvent bad = new DpEvent.SampledWithoutReplacement(10, 2, GAUSSIAN);
        DpEvent event = new DpEvent.Composed(List.of(GAUSSIAN, bad.times(3)));
        assertFalse(accountant.supports(event));
        UnsupportedEventException e = assertThrows(UnsupportedEventException.class, () -> accountant.compose(event, 2));
        assertEquals(bad, e.event());
        assertTrue(e.getMessage().contains("REPLACE_ONE"));
        assertEquals(new DpEvent.Composed(List.of(GAUSSIAN)), accountant.ledger());
        assertThrows(
                UnsupportedEventException.class,
                () -> reduce(new DpEvent.ShuffledEpoch(3, GAUSSIAN.poissonSampled(0.5))));
        assertThrows(
                UnsupportedEventException.class,
                () -> reduce(
                        new DpEvent.Composed(List.of(GAUSSIAN, GAUSSIAN.poissonSampled(0.5))).poissonSampled(0.5)));
    }

    @Test
    void countsThatOverflowAreRefusedBeforeAnyChange() {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        DpEvent many = GAUSSIAN.poissonSampled(0.5).times(Long.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, () -> accountant.compose(many.times(2)));
        assertThrows(IllegalArgumentException.class, () -> accountant.compose(many, 2));
        assertTrue(accountant.ledger().events().isEmpty());
        assertEquals(0, accountant.epsilon(1e-5));
    }
}
