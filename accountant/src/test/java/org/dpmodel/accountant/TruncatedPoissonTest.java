package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A Poisson sample that is cut at a maximum size costs the cut's probability on top. */
class TruncatedPoissonTest {
    private static final double DELTA = 1e-5;
    private static final int EXAMPLES = 60_000;
    private static final double Q = 256.0 / EXAMPLES;
    private static final DpEvent GAUSSIAN = new DpEvent.Gaussian(1.1);

    private static DpEvent truncated(long maximum) {
        return new DpEvent.TruncatedPoissonSampled(Q, maximum, EXAMPLES, GAUSSIAN);
    }

    private static PrivacyAccountant charged(PrivacyAccountant accountant, DpEvent event) {
        accountant.compose(event, 1000);
        return accountant;
    }

    private static RdpAccountant rdp() {
        return new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
    }

    private static double cutProbability(double q, long maximum, long examples) {
        return Truncation.probability(new DpEvent.TruncatedPoissonSampled(q, maximum, examples, GAUSSIAN));
    }

    /** P(X > k) for X ~ Binomial(n, q), term by term with 40 digits. */
    private static double exactTail(int n, double q, int k) {
        MathContext digits = new MathContext(40);
        BigDecimal odds = new BigDecimal(q).divide(BigDecimal.ONE.subtract(new BigDecimal(q)), digits);
        BigDecimal term = BigDecimal.ONE.subtract(new BigDecimal(q)).pow(n, digits);
        BigDecimal tail = BigDecimal.ZERO;
        for (int i = 0; i <= n; i++) {
            tail = i > k ? tail.add(term, digits) : tail;
            term = term.multiply(BigDecimal.valueOf(n - i), digits)
                    .divide(BigDecimal.valueOf(i + 1L), digits)
                    .multiply(odds, digits);
        }
        return tail.doubleValue();
    }

    @ParameterizedTest
    @CsvSource({"1000, 0.01, 12", "1000, 0.01, 30", "1000, 0.01, 80", "50, 0.5, 26", "50, 0.5, 49", "200, 0.9, 199"})
    void cutProbabilityCoversTheExactTailOfADatasetAndOfItsLargerNeighbour(int n, double q, int maximum) {
        double bound = cutProbability(q, maximum, n);
        double exact = exactTail(n + 1, q, maximum);
        assertTrue(bound >= exact, bound + " " + exact);
        // Chernoff's bound is loose by a factor of about the standard deviation, not by an order of the exponent.
        assertTrue(bound <= 10 * Math.sqrt(n) * exact, bound + " " + exact);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0.01, 5",
        "1000, 0.01, 12",
        "1000, 0.01, 80",
        "50, 0.5, 26",
        "50, 0.5, 50",
        "200, 0.9, 199",
        "300, 0.9, 1"
    })
    void fullProbabilityIsTheExactTailOfTheOthers(int n, double q, int maximum) {
        double bound = Truncation.fullProbability(new DpEvent.TruncatedPoissonSampled(q, maximum, n, GAUSSIAN));
        double exact = exactTail(n, q, maximum - 1);
        assertTrue(bound >= exact * (1 - 1e-15) && bound <= exact * (1 + 1e-8), bound + " " + exact);
    }

    @Test
    void cutProbabilityAtTheEndsOfItsRange() {
        assertEquals(0, cutProbability(0.5, 101, 100), "a sample of all examples is not cut");
        assertEquals(0, cutProbability(0, 1, 100));
        assertEquals(1, cutProbability(0.5, 10, 100), "a cut below the mean is sure");
        assertEquals(1, cutProbability(1, 99, 100));
        assertTrue(cutProbability(0.5, 100, 100) > 0, "a neighbour has one example more");
    }

    @Test
    void deltaIsTheUntruncatedOneAndTheCutsTwice() {
        PrivacyAccountant cut = charged(rdp(), truncated(400));
        double untruncated = charged(rdp(), GAUSSIAN.poissonSampled(Q)).delta(1);
        double probability = 1000 * cutProbability(Q, 400, EXAMPLES);
        assertTrue(probability > 1e-14, "the test needs a cut that can be seen, found " + probability);
        assertEquals(untruncated + (1 + Math.E) * probability, cut.delta(1), 1e-9 * cut.delta(1));
        assertEquals(0, cut.delta(Double.POSITIVE_INFINITY));
        assertEquals(
                Double.MIN_NORMAL,
                charged(rdp(), GAUSSIAN.poissonSampled(Q)).delta(1000),
                "e^epsilon may overflow, delta is rounded up");
    }

    /** What is not Gaussian alone has no mixture with full samples, and pays for its cuts by delta. */
    @Test
    void cutsOfDiscreteNoiseAreAddedToDelta() {
        DpEvent discrete = new DpEvent.DiscreteGaussian(1);
        for (DpEvent released : List.of(discrete, new DpEvent.Composed(List.of(discrete, GAUSSIAN)))) {
            DpEvent cut = new DpEvent.TruncatedPoissonSampled(Q, 350, EXAMPLES, released);
            double untruncated = charged(rdp(), released.poissonSampled(Q)).delta(1);
            double probability = 1000 * cutProbability(Q, 350, EXAMPLES);
            double delta = charged(rdp(), cut).delta(1);
            assertEquals(untruncated + (1 + Math.E) * probability, delta, 1e-9 * delta);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {350, 400, 512})
    void epsilonIsSoundForItsOwnDelta(long maximum) {
        for (PrivacyAccountant accountant : List.of(rdp(), new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE))) {
            double epsilon = charged(accountant, truncated(maximum)).epsilon(DELTA);
            assertTrue(accountant.delta(epsilon) <= DELTA * (1 + 1e-6), accountant + " at " + maximum);
        }
    }

    @Test
    void epsilonGrowsAsTheCutComesCloser() {
        double untruncated = charged(rdp(), GAUSSIAN.poissonSampled(Q)).epsilon(DELTA);
        double far = charged(rdp(), truncated(512)).epsilon(DELTA);
        double near = charged(rdp(), truncated(350)).epsilon(DELTA);
        assertTrue(untruncated <= far && far < near, untruncated + " " + far + " " + near);
        assertEquals(untruncated, far, 1e-5 * untruncated, "twice the mean is never cut");
        PrivacyGuarantee hopeless = charged(rdp(), truncated(260)).guarantee(DELTA);
        assertEquals(Double.POSITIVE_INFINITY, hopeless.epsilon());
        assertTrue(hopeless.notes().get(0).contains("larger maximum batch size"));
    }

    /** One cut step has no closed form, so no certified lower bound above that of the uncut one. */
    @Test
    void whatLeavesTheCutOutSaysSo() {
        DpEvent step = new DpEvent.TruncatedPoissonSampled(0.01, 140, 10_000, GAUSSIAN);
        PldAccountant pld = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        pld.compose(step);
        PldAccountant uncut = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        uncut.compose(GAUSSIAN.poissonSampled(0.01));
        assertFalse(pld.hasClosedForm());
        assertTrue(pld.epsilonInterval(2e-3).lower() <= uncut.epsilon(2e-3));
        RdpAccountant rdp = rdp();
        rdp.compose(step);
        assertThrows(IllegalStateException.class, () -> rdp.optimum(DELTA));
        ZcdpAccountant zcdp = new ZcdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        zcdp.compose(step);
        assertEquals(Double.POSITIVE_INFINITY, zcdp.rho());
        RdpAccountant nonPrivate = rdp();
        nonPrivate.compose(new DpEvent.NonPrivate());
        assertEquals(Double.POSITIVE_INFINITY, nonPrivate.optimum(DELTA).epsilon());
        assertEquals(Double.POSITIVE_INFINITY, nonPrivate.divergences()[0]);
    }

    @Test
    void aCutIsNeverForgotten() {
        DpEvent certain = new DpEvent.TruncatedPoissonSampled(1, 99, 100, GAUSSIAN);
        assertThrows(
                UnsupportedEventException.class,
                () -> rdp().compose(certain.poissonSampled(0.5)),
                "a sample of a cut sample would lose the cut");
        assertThrows(UnsupportedEventException.class, () -> rdp().compose(new DpEvent.ShuffledEpoch(3, certain)));
        assertEquals(1, charged(rdp(), certain).delta(1));
        assertFalse(new GdpAccountant(Adjacency.ADD_OR_REMOVE_ONE).supports(truncated(512)));
    }
}
