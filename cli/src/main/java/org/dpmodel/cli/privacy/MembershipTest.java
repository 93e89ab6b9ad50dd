package org.dpmodel.cli.privacy;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.pld.TradeOffCurve;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.sampling.BallsInBins;
import org.dpmodel.sampling.SamplingScheme;

/**
 * What the best attack on membership can reach, as a picture of epsilon and delta. By the RDP accountant, which answers
 * for all epsilons at once; its bound is a little looser than that of PLD, which needs half a minute. Balls in bins, whose
 * amplification RDP does not know, are asked of PLD at a few deltas.
 *
 * @param truePositiveRate share of members that any attack recognizes, at most
 */
record MembershipTest(double truePositiveRate) {
    /** Share of non-members that the attack may suspect. */
    static final double FALSE_POSITIVE_RATE = 0.01;

    private static final List<Double> DELTAS = List.of(3e-4, 1e-3, 3e-3, 0.03, 0.2);

    static MembershipTest of(PlannedRun run) {
        Adjacency adjacency = run.plan().adjacency();
        SamplingScheme sampling = run.plan().sampling();
        boolean unknownToRdp = sampling instanceof BallsInBins && sampling.isAmplified(adjacency);
        PrivacyAccountant accountant = unknownToRdp ? new PldAccountant(adjacency) : new RdpAccountant(adjacency);
        accountant.compose(run.event());
        TradeOffCurve curve = unknownToRdp ? TradeOffCurve.atDeltas(accountant, DELTAS) : new TradeOffCurve(accountant);
        return new MembershipTest(curve.truePositiveRate(FALSE_POSITIVE_RATE));
    }
}
