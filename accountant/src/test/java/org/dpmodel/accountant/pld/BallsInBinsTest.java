package org.dpmodel.accountant.pld;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What epochs of balls in bins cost. */
class BallsInBinsTest {
    private static final double DELTA = 1e-5;
    /** Each comparison with drawn values; there are ten at most. */
    private static final double FALSE_ALARM = 1e-6;

    private static DpEvent epoch(long bins, double noise) {
        return new DpEvent.BallsInBinsEpoch(bins, new DpEvent.Gaussian(noise));
    }

    private static PldAccountant pld(DpEvent event, long count) {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(event, count);
        return accountant;
    }

    /** Near-exact values to four digits, computed elsewhere; Poisson sampling costs 0.3935 and 1.1010. */
    @ParameterizedTest
    @CsvSource({"1, 0.3475", "10, 1.0475"})
    void boundsOfTwoHundredAndThirtyFourBinsAreTight(long epochs, double exact) {
        CertifiedInterval interval = pld(epoch(234, 1), epochs).epsilonInterval(DELTA);
        assertTrue(interval.upper() >= exact - 5e-5 && interval.upper() <= 1.002 * exact, interval.toString());
        assertTrue(interval.lower() <= exact + 5e-5 && interval.lower() >= 0.998 * exact, interval.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1, 100, 1e-5",
        "234, 0.5, 10, 1e-5",
        "50, 2, 3, 1e-12",
        "20, 0.2, 2, 1e-6",
        "4000, 20, 1000, 1e-7"
    })
    void boundsAreCloseToEachOther(long bins, double noise, long epochs, double delta) {
        CertifiedInterval interval = pld(epoch(bins, noise), epochs).epsilonInterval(delta);
        assertTrue(interval.lower() <= interval.upper(), interval.toString());
        assertTrue(interval.upper() <= 1.002 * interval.lower(), interval.toString());
    }

    @ParameterizedTest
    @CsvSource({"20, 1, 1, 0.5", "20, 1, 3, 0.7", "10, 0.5, 2, 5", "40, 1, 4, 0.5", "5, 3, 4, 0.3"})
    void drawnDeltasLieBetweenTheBounds(int bins, double noise, int epochs, double epsilon) {
        int trials = Boolean.getBoolean("dpmodel.full") ? 20_000_000 : 200_000;
        PldAccountant accountant = pld(epoch(bins, noise), epochs);
        AllocationTrials drawn = AllocationTrials.of(bins, noise, epochs, epsilon, trials, FALSE_ALARM);
        assertTrue(drawn.isWithin(0, accountant.delta(epsilon)), drawn + " " + accountant.delta(epsilon));
        assertTrue(drawn.isWithin(accountant.lowerDelta(epsilon), 1), drawn + " " + accountant.lowerDelta(epsilon));
        assertTrue(drawn.error() < 0.2 * drawn.delta(), "the test needs a delta that can be drawn, found " + drawn);
    }

    /** The twin: noise that is ten percent off lies outside. */
    @Test
    void drawnDeltasOfOtherNoiseAreNoticed() {
        AllocationTrials drawn = AllocationTrials.of(20, 1, 3, 0.7, 200_000, FALSE_ALARM);
        assertFalse(drawn.isWithin(0, pld(epoch(20, 1.1), 3).delta(0.7)));
        assertFalse(drawn.isWithin(pld(epoch(20, 0.9), 3).lowerDelta(0.7), 1));
    }

    @Test
    void oneBinIsAGaussianEvent() {
        assertEquals(
                pld(new DpEvent.Gaussian(1.3), 4).epsilon(DELTA),
                pld(epoch(1, 1.3), 4).epsilon(DELTA));
        assertTrue(pld(epoch(1, 1.3), 4).hasClosedForm());
        assertEquals(0, pld(epoch(0, 1.3), 4).epsilon(DELTA));
    }

    /** Disjoint intervals: what costs more certainly does. */
    @Test
    void fewerBinsLessNoiseMoreEpochsAndASmallerDeltaCostMore() {
        double least = pld(epoch(60, 1), 3).epsilon(DELTA);
        assertTrue(least < pld(epoch(50, 1), 3).lowerEpsilon(DELTA));
        assertTrue(least < pld(epoch(60, 0.95), 3).lowerEpsilon(DELTA));
        assertTrue(least < pld(epoch(60, 1), 4).lowerEpsilon(DELTA));
        assertTrue(least < pld(epoch(60, 1), 3).lowerEpsilon(DELTA / 10));
        assertTrue(pld(epoch(60, 1), 3).epsilon(1e-3) < least);
        assertTrue(least < pld(new DpEvent.Gaussian(1), 3).lowerEpsilon(DELTA));
    }

    /** Feldman and Shenfeld 2026: at least as good as Poisson sampling of the same mean. */
    @ParameterizedTest
    @CsvSource({"100, 1, 5", "30, 2, 10", "234, 0.8, 1"})
    void anEpochCostsNoMoreThanItsStepsOnPoissonSamples(long bins, double noise, long epochs) {
        double poisson = pld(new DpEvent.Gaussian(noise).poissonSampled(1.0 / bins), bins * epochs)
                .lowerEpsilon(DELTA);
        assertTrue(pld(epoch(bins, noise), epochs).epsilon(DELTA) <= poisson * 1.001);
    }

    @Test
    void epochsAddUpWithOtherEventsAndInAnyOrder() {
        PldAccountant mixed = pld(epoch(100, 1), 2);
        double before = mixed.epsilon(DELTA);
        mixed.compose(new DpEvent.Gaussian(1).poissonSampled(0.01), 100);
        double sampled = mixed.epsilon(DELTA);
        mixed.compose(new DpEvent.Gaussian(5));
        mixed.compose(epoch(100, 1));
        double after = mixed.epsilon(DELTA);
        assertTrue(before < sampled && sampled < after);
        PldAccountant other = pld(new DpEvent.Gaussian(5), 1);
        other.compose(epoch(100, 1), 3);
        other.compose(new DpEvent.Gaussian(1).poissonSampled(0.01), 100);
        assertEquals(after, other.epsilon(DELTA), 1e-3 * after);
        assertTrue(other.lowerEpsilon(DELTA) >= 0.998 * after);
    }

    @Test
    @Tag("slow")
    void manyDifferentEpochsArePutTogetherOnTheSafeSide() {
        PldAccountant decaying = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        for (int i = 0; i < 24; i++) {
            decaying.compose(epoch(20 + i % 2, 2 - i * 1e-3));
        }
        CertifiedInterval interval = decaying.epsilonInterval(DELTA);
        assertTrue(interval.upper() >= pld(epoch(21, 2), 24).lowerEpsilon(DELTA), interval.toString());
        assertTrue(interval.lower() <= pld(epoch(20, 1.977), 24).epsilon(DELTA), interval.toString());
        assertTrue(interval.lower() <= interval.upper(), interval.toString());
        assertTrue(interval.lower() >= 0.9 * interval.upper(), interval.toString());
    }

    /** Where noise is too little for the grid, the epoch costs an unsampled step, and nothing is known from below. */
    @Test
    void littleNoiseIsNotAmplified() {
        PldAccountant little = pld(epoch(100, 0.05), 2);
        double unsampled = pld(new DpEvent.Gaussian(0.05), 2).epsilon(DELTA);
        assertEquals(unsampled, little.epsilon(DELTA), 1e-3 * unsampled);
        assertEquals(0, little.lowerEpsilon(DELTA));
        assertFalse(little.guarantee(DELTA).notes().isEmpty());
        assertTrue(pld(epoch(100, 0.5), 2).guarantee(DELTA).notes().isEmpty());
        double much = pld(epoch(100, 1e5), 2).epsilon(DELTA);
        assertTrue(much > 0 && much <= pld(epoch(100, 900), 2).epsilon(DELTA));
    }

    @Test
    void otherNoiseAndOtherAdjacencyAreChargedAsOneStep() {
        PldAccountant replaced = new PldAccountant(Adjacency.REPLACE_ONE);
        replaced.compose(epoch(100, 1), 3);
        PldAccountant unsampled = new PldAccountant(Adjacency.REPLACE_ONE);
        unsampled.compose(new DpEvent.Gaussian(1), 3);
        assertEquals(unsampled.epsilon(DELTA), replaced.epsilon(DELTA));
        DpEvent discrete = new DpEvent.DiscreteGaussian(2);
        assertEquals(
                pld(discrete, 1).epsilon(DELTA),
                pld(new DpEvent.BallsInBinsEpoch(100, discrete), 1).epsilon(DELTA));
    }

    @Test
    void othersThanPldKnowNoAmplificationAndSaySo() {
        for (PrivacyAccountant accountant : List.of(
                new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE), new ZcdpAccountant(Adjacency.ADD_OR_REMOVE_ONE))) {
            PrivacyAccountant unsampled = accountant.copy();
            unsampled.compose(new DpEvent.Gaussian(1), 3);
            accountant.compose(epoch(100, 1), 3);
            assertEquals(unsampled.epsilon(DELTA), accountant.epsilon(DELTA), accountant.name());
            assertFalse(accountant.guarantee(DELTA).notes().isEmpty(), accountant.name());
        }
    }

    @Test
    void anEpochCannotBeRunOnASampleNorSampleItsSteps() {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        for (DpEvent event : List.of(
                epoch(5, 1).poissonSampled(0.5),
                new DpEvent.TruncatedPoissonSampled(0.5, 9, 10, epoch(5, 1)),
                new DpEvent.ShuffledEpoch(3, epoch(5, 1)),
                new DpEvent.BallsInBinsEpoch(5, epoch(5, 1)),
                new DpEvent.BallsInBinsEpoch(5, new DpEvent.Gaussian(1).poissonSampled(0.5)))) {
            assertThrows(UnsupportedEventException.class, () -> accountant.compose(event), event.toString());
        }
        assertEquals(Double.POSITIVE_INFINITY, pld(epoch(5, 0), 1).epsilon(DELTA));
        assertThrows(IllegalArgumentException.class, () -> epoch(-1, 1));
    }

    /** A training loop asks as it goes. */
    @Test
    void askingAfterEachEpochGivesTheAnswerOfAskingOnce() {
        PldAccountant monitored = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        double last = 0;
        for (int i = 0; i < 12; i++) {
            monitored.compose(epoch(50, 1));
            double epsilon = monitored.epsilon(DELTA);
            assertTrue(epsilon > last, "epoch " + i);
            last = epsilon;
        }
        assertEquals(1, last / pld(epoch(50, 1), 12).epsilon(DELTA), 1e-3);
    }
}
