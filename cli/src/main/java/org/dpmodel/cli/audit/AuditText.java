package org.dpmodel.cli.audit;

import java.util.Locale;
import org.dpmodel.audit.AuditReport;

/** The answer for people. */
final class AuditText {
    private AuditText() {}

    static String of(AuditReport report, double seconds) {
        return report.describe()
                + "\n"
                + String.format(
                        Locale.ROOT,
                        "seen     ranks %.0f %%, at least %.0f %%, guesses at least %.0f %% of the claim; in %.1f s",
                        percent(report.ranks().epsilon(), report),
                        percent(report.ranks().epsilonLower(), report),
                        percent(report.guessedEpsilon(), report),
                        seconds);
    }

    private static double percent(double epsilon, AuditReport report) {
        return 100 * epsilon / report.claim().epsilon();
    }
}
