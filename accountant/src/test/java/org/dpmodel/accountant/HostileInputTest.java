package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.pld.PldOptions;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.rdp.RdpOrders;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attacker with the papers at hand would try: every answer is a bound or an error with a name in it. */
class HostileInputTest {
    static Stream<PrivacyAccountant> accountants() {
        return Stream.of(Adjacency.values())
                .flatMap(a -> Stream.of(
                        new RdpAccountant(a), new PldAccountant(a), new ZcdpAccountant(a), new GdpAccountant(a)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -Double.MIN_VALUE})
    void eventsRefuseNonsense(double value) {
        String noise = assertThrows(IllegalArgumentException.class, () -> new DpEvent.Gaussian(value))
                .getMessage();
        assertTrue(noise.startsWith("noiseMultiplier must be") && noise.contains("" + value), noise);
        DpEvent event = new DpEvent.Gaussian(1);
        String probability = assertThrows(IllegalArgumentException.class, () -> event.poissonSampled(value))
                .getMessage();
        assertTrue(probability.startsWith("samplingProbability must be"), probability);
    }

    @Test
    void countsAndSizesRefuseNonsense() {
        DpEvent event = new DpEvent.Gaussian(1);
        assertThrows(IllegalArgumentException.class, () -> event.times(-1));
        assertThrows(IllegalArgumentException.class, () -> new DpEvent.ShuffledEpoch(-1, event));
        assertThrows(IllegalArgumentException.class, () -> new DpEvent.SampledWithoutReplacement(0, 0, event));
        assertThrows(IllegalArgumentException.class, () -> new DpEvent.SampledWithoutReplacement(5, 6, event));
        assertThrows(IllegalArgumentException.class, () -> RdpOrders.of(1));
        assertThrows(IllegalArgumentException.class, () -> RdpOrders.of(Double.NaN));
        assertThrows(IllegalArgumentException.class, RdpOrders::of);
        assertThrows(IllegalArgumentException.class, () -> new PldOptions(10, 1e-4));
        assertThrows(IllegalArgumentException.class, () -> new PldOptions(1 << 30, Double.NaN));
    }

    @ParameterizedTest
    @MethodSource("accountants")
    void questionsRefuseNonsense(PrivacyAccountant accountant) {
        accountant.compose(new DpEvent.Gaussian(1));
        for (double bad : new double[] {Double.NaN, -1e-300, 1.0000001, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> accountant.epsilon(bad));
        }
        for (double bad : new double[] {Double.NaN, -1e-300, Double.NEGATIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> accountant.delta(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> accountant.compose(new DpEvent.Gaussian(1), -1));
        assertThrows(NullPointerException.class, () -> accountant.compose(null));
    }

    @ParameterizedTest
    @MethodSource("accountants")
    void edgesOfTheRanges(PrivacyAccountant accountant) {
        assertEquals(0, accountant.epsilon(0), "nothing was released");
        assertEquals(0, accountant.delta(0));
        accountant.compose(new DpEvent.Gaussian(0), 0);
        accountant.compose(new DpEvent.Gaussian(0).poissonSampled(0), 5);
        assertEquals(0, accountant.epsilon(0), "still nothing was released");
        accountant.compose(new DpEvent.Gaussian(3));
        assertEquals(Double.POSITIVE_INFINITY, accountant.epsilon(0));
        assertEquals(0, accountant.epsilon(1));
        assertEquals(0, accountant.delta(Double.POSITIVE_INFINITY));
        assertTrue(accountant.epsilon(Double.MIN_VALUE) > accountant.epsilon(1e-300));
        PrivacyAccountant copy = accountant.copy();
        copy.compose(new DpEvent.Gaussian(0));
        assertEquals(Double.POSITIVE_INFINITY, copy.epsilon(0.5));
        assertEquals(1, copy.delta(1e300));
        assertTrue(Double.isFinite(accountant.epsilon(1e-5)), "the copy must not touch the original");
        accountant.compose(new DpEvent.NonPrivate());
        assertEquals(Double.POSITIVE_INFINITY, accountant.epsilon(1e-5));
    }

    @ParameterizedTest
    @MethodSource("accountants")
    void extremeNoise(PrivacyAccountant accountant) {
        PrivacyAccountant tiny = accountant.copy();
        tiny.compose(new DpEvent.Gaussian(1e-150));
        assertTrue(tiny.epsilon(1e-5) > 1e100);
        PrivacyAccountant small = accountant.copy();
        small.compose(new DpEvent.Gaussian(1e-6));
        assertTrue(small.epsilon(1e-5) >= 5e11);
        accountant.compose(new DpEvent.Gaussian(1e150), 1_000_000);
        double epsilon = accountant.epsilon(1e-5);
        assertTrue(epsilon >= 0 && epsilon < 1e-3);
    }

    /** Each within ten seconds, with a number between the lower bound and RDP's. */
    @ParameterizedTest
    @CsvSource({
        "1e-6, 1,   10000000, 1e-9",
        "1e-6, 50,  1000000,  1e-10",
        "1e-3, 0.3, 10000000, 1e-15",
        "0.999999, 1, 1000,   1e-5",
        "0.1,  50,  10000000, 1e-12",
        "0.5,  0.3, 1000,     1e-3",
        "0.01, 1,   2,        1e-15",
        "0.2,  1e-3, 3,       1e-6",
        "1e-12, 1,  1000,     1e-15"
    })
    void hardCorners(double q, double noise, long steps, double delta) {
        for (Adjacency adjacency : Adjacency.values()) {
            DpEvent run = new DpEvent.Gaussian(noise).poissonSampled(q).times(steps);
            RdpAccountant rdp = new RdpAccountant(adjacency);
            rdp.compose(run);
            PldAccountant pld = new PldAccountant(adjacency);
            pld.compose(run);
            double epsilon = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> pld.epsilon(delta));
            assertFalse(Double.isNaN(epsilon));
            assertTrue(epsilon >= 0 && epsilon <= rdp.epsilon(delta));
            assertTrue(epsilon < Double.POSITIVE_INFINITY);
        }
    }

    @Test
    void littleMemoryGivesALooserBoundAndNoCrash() {
        DpEvent run = new DpEvent.Gaussian(1).poissonSampled(0.01).times(100_000);
        PldAccountant poor = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE, new PldOptions(1 << 20, 1e-4));
        poor.compose(run);
        // accounting.json, case q001-s1-100000: truth 25.573104284251386
        double epsilon = poor.epsilon(1e-5);
        assertTrue(epsilon >= 25.5731 * (1 - 2e-5) && epsilon < 27.24, () -> "" + epsilon);
    }

    @Test
    void whatPldCannotResolveIsAnsweredByRdpAndSaysSo() {
        PldAccountant pld = new PldAccountant(Adjacency.REPLACE_ONE);
        RdpAccountant rdp = new RdpAccountant(Adjacency.REPLACE_ONE);
        DpEvent event = new DpEvent.SampledWithoutReplacement(60000, 256, new DpEvent.Gaussian(1));
        for (PrivacyAccountant accountant : List.of(pld, rdp)) {
            accountant.compose(event, 2340);
        }
        // accounting.json, case wor-mnist: 2.17915006233459 (dp_accounting 0.6.0)
        assertEquals(2.17915006233459, rdp.epsilon(1e-5), 2e-6);
        assertEquals(rdp.epsilon(1e-5), pld.epsilon(1e-5));
        assertTrue(pld.guarantee(1e-5).notes().get(0).contains("Rényi"));
        assertEquals(0, pld.lowerEpsilon(1e-5));
    }

    @Test
    void gdpRefusesSampledEvents() {
        GdpAccountant accountant = new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        assertThrows(
                UnsupportedEventException.class, () -> accountant.compose(new DpEvent.Gaussian(1).poissonSampled(0.1)));
    }

    @Test
    void edgeOfTheOrderGridIsNoted() {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE, RdpOrders.of(2, 3));
        accountant.compose(new DpEvent.Gaussian(10));
        assertTrue(accountant.optimum(1e-5).atEdgeOfGrid());
        assertTrue(accountant.guarantee(1e-5).notes().get(0).contains("edge"));
    }
}
