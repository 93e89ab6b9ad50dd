package org.dpmodel.cli.audit;

import java.util.Locale;
import org.dpmodel.audit.AuditClaim;
import org.dpmodel.audit.AuditReport;
import org.dpmodel.audit.membership.BlackBoxReport;

/** The report for people. */
final class AuditText {
    private AuditText() {}

    static String of(AuditReport report, double seconds) {
        return report.describe()
                + "\n"
                + String.format(
                        Locale.ROOT,
                        "seen     ranks %.0f %%, at least %.0f %%, guesses at least %.0f %% of the claim; in %.1f s",
                        percent(report.ranks().epsilon(), report.claim()),
                        percent(report.ranks().epsilonLower(), report.claim()),
                        percent(report.guessedEpsilon(), report.claim()),
                        seconds);
    }

    static String of(BlackBoxReport report, double seconds) {
        return report.describe()
                + "\n"
                + String.format(
                        Locale.ROOT,
                        "seen     ranks %.0f %%, at least %.0f %% of the claim; in %.1f s",
                        percent(report.ranks().epsilon(), report.claim()),
                        percent(report.ranks().epsilonLower(), report.claim()),
                        seconds);
    }

    private static double percent(double epsilon, AuditClaim claim) {
        return 100 * epsilon / claim.epsilon();
    }
}
