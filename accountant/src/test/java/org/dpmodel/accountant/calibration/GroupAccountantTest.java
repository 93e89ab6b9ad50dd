package org.dpmodel.accountant.calibration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.BestOfNegativeBinomialRuns;
import org.dpmodel.accountant.BestOfPoissonRuns;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.ReducedEvent;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupAccountantTest {
    private static final double DELTA = 1e-5;

    private static PrivacyAccountant sampled() {
        PrivacyAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(new DpEvent.Gaussian(1.5).poissonSampled(0.01), 200);
        return accountant;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7})
    @Tag("slow")
    void answersForTheGroup(int k) {
        GroupAccountant group = new GroupAccountant(sampled(), k);
        assertEquals(GroupPrivacy.epsilon(sampled(), k, DELTA), group.epsilon(DELTA));
        assertEquals(group.epsilon(DELTA), group.guarantee(DELTA).epsilon());
        assertTrue(group.epsilon(DELTA) >= k * sampled().epsilon(DELTA));
        assertEquals(sampled().ledger(), group.ledger());
        assertEquals("PLD, groups of " + k, group.name());
    }

    /** Epsilon and delta are two readings of one curve. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void deltaIsThatOfItsEpsilon(int k) {
        GroupAccountant group = new GroupAccountant(sampled(), k);
        double back = group.delta(group.epsilon(DELTA));
        assertTrue(back <= DELTA * (1 + 1e-9) && back > 0.98 * DELTA, () -> "" + back);
        double atZero = k * sampled().delta(0);
        // The bounds of the two accountants, which were asked for other things before, are apart by their grids.
        assertEquals(atZero, group.delta(0), 1e-2 * atZero);
    }

    /** k examples under a Gaussian mechanism are one of k times the sensitivity: the bound must not be below. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void isNotBelowTheExactGaussian(int k) {
        PrivacyAccountant one = new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        one.compose(new DpEvent.Gaussian(6));
        GdpAccountant exact = new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        exact.compose(new DpEvent.Gaussian(6.0 / k));
        GroupAccountant group = new GroupAccountant(one, k);
        for (double epsilon : new double[] {0.1, 0.5, 1, 3, 8}) {
            assertTrue(group.delta(epsilon) >= exact.delta(epsilon), () -> "at " + epsilon);
        }
        assertTrue(group.epsilon(DELTA) >= exact.epsilon(DELTA));
    }

    /** Its bound is for so many other examples, and the last of a group has more of them. */
    @Test
    void truncatedSamplesAreRefusedForGroups() {
        DpEvent cut = new DpEvent.TruncatedPoissonSampled(0.5, 11, 10, new DpEvent.Gaussian(2));
        DpEvent run = new DpEvent.Composed(List.of(new DpEvent.Gaussian(2), new DpEvent.SelfComposed(cut, 100)));
        PrivacyAccountant single = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        GroupAccountant group = new GroupAccountant(single, 3);
        assertFalse(group.supports(run));
        String message = assertThrows(UnsupportedEventException.class, () -> group.compose(run))
                .getMessage();
        assertTrue(message.contains("groups of 3") && message.contains("maximum batch size"), message);
        new GroupAccountant(single, 1).compose(run);
        assertThrows(IllegalArgumentException.class, () -> new GroupAccountant(single, 2));
    }

    /**
     * With this many examples none of these samples can be cut, so each event is charged like one without a maximum; with the
     * later examples of a group they can.
     */
    @ParameterizedTest
    @MethodSource("aroundTruncatedSamples")
    void truncatedSamplesAreFoundInsideAnyEvent(Function<DpEvent, DpEvent> around) {
        DpEvent cut = new DpEvent.TruncatedPoissonSampled(1, 11, 10, new DpEvent.Gaussian(2));
        GroupAccountant group = new GroupAccountant(new RdpAccountant(Adjacency.REPLACE_ONE), 3);
        DpEvent event = around.apply(cut);
        assertTrue(new RdpAccountant(Adjacency.REPLACE_ONE).supports(event));
        assertFalse(group.supports(event));
        String message = assertThrows(UnsupportedEventException.class, () -> group.compose(event))
                .getMessage();
        assertTrue(message.contains("maximum batch size"), message);
    }

    static List<Function<DpEvent, DpEvent>> aroundTruncatedSamples() {
        return List.of(
                cut -> cut,
                cut -> cut.times(2),
                cut -> cut.poissonSampled(0.5),
                cut -> new DpEvent.Composed(List.of(new DpEvent.Gaussian(1), cut)),
                cut -> new DpEvent.SampledWithoutReplacement(10, 2, cut),
                cut -> new DpEvent.ShuffledEpoch(2, cut),
                cut -> new DpEvent.BallsInBinsEpoch(2, cut),
                cut -> new BestOfPoissonRuns(3, cut),
                cut -> new BestOfNegativeBinomialRuns(1, 0.5, cut),
                Twice::new);
    }

    /** An event of somebody else's. */
    private record Twice(DpEvent event) implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return event.times(2).reduce(adjacency);
        }
    }

    @Test
    void copiesAreApartAndNothingSpentCostsNothing() {
        GroupAccountant group = new GroupAccountant(new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE), 3);
        assertEquals(0, group.epsilon(DELTA));
        assertEquals(0, group.delta(0));
        PrivacyAccountant copy = group.copy();
        copy.compose(new DpEvent.NonPrivate());
        assertEquals(Double.POSITIVE_INFINITY, copy.epsilon(DELTA));
        assertEquals(1, copy.delta(Double.POSITIVE_INFINITY));
        assertEquals(0, group.epsilon(DELTA));
        assertThrows(
                IllegalArgumentException.class, () -> new GroupAccountant(new PldAccountant(Adjacency.REPLACE_ONE), 0));
    }
}
