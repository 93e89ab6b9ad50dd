package org.dpmodel.demo;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.accountant.analysis.DpSgdRun;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.pld.TradeOffCurve;

/**
 * What the best attack on membership can reach, as a picture of epsilon and delta.
 *
 * @param truePositiveRate share of members that any attack recognizes, at most
 */
record MembershipTest(double truePositiveRate) {
    /** Share of non-members that the attack may suspect. */
    static final double FALSE_POSITIVE_RATE = 0.01;

    static MembershipTest of(DpSgdRun run, Adjacency adjacency) {
        PrivacyAccountant accountant = new PldAccountant(adjacency);
        accountant.compose(run.event());
        return new MembershipTest(new TradeOffCurve(accountant).truePositiveRate(FALSE_POSITIVE_RATE));
    }
}
