package org.dpmodel.cli.privacy;

import java.nio.file.Path;
import java.util.List;
import org.dpmodel.accountant.PrivacyStatement;

/** Collects the answers of the privacy command, in words or as JSON. */
interface PrivacyReport {
    /** The cost of the run; the first statement is the one to rely on. */
    void statements(List<PrivacyStatement> statements);

    /** What an attacker can infer from a run. */
    void membershipTest(MembershipTest test);

    /** What a budget allows. */
    void solution(double targetEpsilon, List<BudgetSearch.Answer> answers);

    /** The table of what is affordable. */
    void table(AccountantChoice accountant, BudgetTable table);

    /** The location of the plot. */
    void plot(Path file);

    /** The complete report. */
    String finish();
}
