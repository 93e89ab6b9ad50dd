package org.dpmodel.cli.privacy;

import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.pld.TradeOffCurve;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.plan.PlannedRun;

/**
 * What the best attack on membership can reach, as a picture of epsilon and delta. By the RDP accountant, which answers
 * for all epsilons at once; its bound is a little looser than that of PLD, which needs half a minute.
 *
 * @param truePositiveRate share of members that any attack recognizes, at most
 */
record MembershipTest(double truePositiveRate) {
    /** Share of non-members that the attack may suspect. */
    static final double FALSE_POSITIVE_RATE = 0.01;

    static MembershipTest of(PlannedRun run) {
        PrivacyAccountant accountant = new RdpAccountant(run.plan().adjacency());
        accountant.compose(run.event());
        return new MembershipTest(new TradeOffCurve(accountant).truePositiveRate(FALSE_POSITIVE_RATE));
    }
}
