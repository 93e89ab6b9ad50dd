package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.dpmodel.accountant.pld.CertifiedInterval;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;

/** What must hold for every run, tried on random ones (fixed seed). */
@Tag("slow")
class AccountantPropertiesTest {
    /** What the discretization may cost, relative; see PldOptions. */
    private static final double PLD_ACCURACY = 2e-3;

    private static DpEvent step(double q, double noise) {
        return new DpEvent.Gaussian(noise).poissonSampled(q);
    }

    private static double rdp(DpEvent event, double delta) {
        RdpAccountant accountant = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(event);
        return accountant.epsilon(delta);
    }

    private static PldAccountant pld(DpEvent event) {
        PldAccountant accountant = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        accountant.compose(event);
        return accountant;
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, seed = "1", shrinking = ShrinkingMode.OFF)
    void rdpMovesTheRightWay(
            @ForAll @Scale(14) @DoubleRange(min = 1e-4, max = 0.9) double q,
            @ForAll @Scale(14) @DoubleRange(min = 0.4, max = 20) double noise,
            @ForAll @IntRange(min = 1, max = 10000) int steps,
            @ForAll @Scale(14) @DoubleRange(min = 1e-12, max = 0.1) double delta) {
        double epsilon = rdp(step(q, noise).times(steps), delta);
        double slack = 1e-9 * epsilon;
        assertTrue(rdp(step(q, noise).times(2L * steps), delta) >= epsilon - slack, "steps");
        assertTrue(rdp(step(Math.min(1, q * 1.1), noise).times(steps), delta) >= epsilon - slack, "probability");
        assertTrue(rdp(step(q, noise * 1.1).times(steps), delta) <= epsilon + slack, "noise");
        assertTrue(rdp(step(q, noise).times(steps), delta / 2) >= epsilon - slack, "delta");
        assertTrue(rdp(new DpEvent.Gaussian(noise).times(steps), delta) >= epsilon - slack, "amplification");
    }

    @Property(tries = 4, edgeCases = EdgeCasesMode.NONE, seed = "2", shrinking = ShrinkingMode.OFF)
    void pldMovesTheRightWayAndStaysBelowRdp(
            @ForAll @Scale(14) @DoubleRange(min = 0.01, max = 0.5) double q,
            @ForAll @Scale(14) @DoubleRange(min = 0.8, max = 5) double noise,
            @ForAll @IntRange(min = 2, max = 500) int steps,
            @ForAll @Scale(14) @DoubleRange(min = 1e-10, max = 1e-3) double delta) {
        CertifiedInterval interval = pld(step(q, noise).times(steps)).epsilonInterval(delta);
        double slack = PLD_ACCURACY * interval.upper() + 1e-9;
        assertTrue(interval.lower() <= interval.upper());
        assertTrue(interval.upper() <= rdp(step(q, noise).times(steps), delta) + 1e-9, "RDP");
        assertTrue(pld(step(q, noise).times(steps + 1L)).epsilon(delta) >= interval.lower(), "steps");
        assertTrue(pld(step(q * 1.1, noise).times(steps)).epsilon(delta) >= interval.lower(), "probability");
        assertTrue(pld(step(q, noise * 1.1).times(steps)).lowerEpsilon(delta) <= interval.upper(), "noise");
        assertTrue(pld(step(q, noise * 1.1).times(steps)).epsilon(delta) <= interval.upper() + slack, "noise");
    }

    @Property(tries = 4, edgeCases = EdgeCasesMode.NONE, seed = "3", shrinking = ShrinkingMode.OFF)
    void epsilonAndDeltaInvertEachOther(
            @ForAll @Scale(14) @DoubleRange(min = 0.01, max = 0.5) double q,
            @ForAll @Scale(14) @DoubleRange(min = 0.8, max = 5) double noise,
            @ForAll @IntRange(min = 2, max = 500) int steps,
            @ForAll @Scale(14) @DoubleRange(min = 1e-9, max = 1e-3) double delta) {
        PldAccountant accountant = pld(step(q, noise).times(steps));
        double epsilon = accountant.epsilon(delta);
        if (epsilon > 0) {
            // delta of epsilon may differ by the discretization of both, seen through the curve's slope
            assertTrue(accountant.epsilon(accountant.delta(epsilon) * 1.05) <= epsilon * (1 + PLD_ACCURACY));
            assertTrue(accountant.lowerDelta(epsilon) <= delta);
        }
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, seed = "4", shrinking = ShrinkingMode.OFF)
    void orderAndSplittingOfTheLedgerDoNotMatter(
            @ForAll @Scale(14) @DoubleRange(min = 0.01, max = 0.5) double q,
            @ForAll @Scale(14) @DoubleRange(min = 0.6, max = 5) double noise,
            @ForAll @IntRange(min = 1, max = 500) int first,
            @ForAll @IntRange(min = 1, max = 500) int second) {
        DpEvent a = step(q, noise);
        DpEvent b = step(q / 2, noise * 1.5);
        RdpAccountant together = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        together.compose(new DpEvent.Composed(List.of(a.times(first), b.times(second), a.times(second))));
        RdpAccountant split = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        split.compose(b, second);
        split.compose(a, second);
        RdpAccountant copy = split.copy();
        copy.compose(a, first);
        assertEquals(together.epsilon(1e-6), copy.epsilon(1e-6), 1e-12 * together.epsilon(1e-6));
        RdpAccountant restored = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        restored.compose(DpEventJson.fromJson(DpEventJson.toJson(copy.ledger())));
        assertEquals(copy.epsilon(1e-6), restored.epsilon(1e-6), 1e-12 * copy.epsilon(1e-6));
        assertTrue(split.epsilon(1e-6) <= copy.epsilon(1e-6), "the copy must not touch the original");
    }

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE, seed = "5", shrinking = ShrinkingMode.OFF)
    void samplingProbabilityOneIsThePlainGaussian(
            @ForAll @Scale(14) @DoubleRange(min = 0.3, max = 50) double noise,
            @ForAll @IntRange(min = 1, max = 10000) int steps) {
        for (Adjacency adjacency : Adjacency.values()) {
            PldAccountant sampled = new PldAccountant(adjacency);
            sampled.compose(step(1, noise), steps);
            PldAccountant plain = new PldAccountant(adjacency);
            plain.compose(new DpEvent.Gaussian(noise), steps);
            assertEquals(plain.epsilon(1e-6), sampled.epsilon(1e-6));
        }
    }
}
