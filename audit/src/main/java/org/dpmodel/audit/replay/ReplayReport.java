package org.dpmodel.audit.replay;

import java.util.Locale;
import java.util.Optional;

/**
 * The result of record and replay.
 *
 * @param steps number of compared steps
 * @param drawn number of steps in which the differing record was read
 * @param largestMove the largest move of a step's values before noise, as a fraction of the declared sensitivity
 * @param violation the first step at which the second run violated the guarantee, and how
 */
public record ReplayReport(long steps, long drawn, double largestMove, Optional<ReplayViolation> violation) {
    /**
     * Whether no violation of the guarantee was seen, in a replay that could have seen one.
     *
     * @return false if there is a violation, or the record was never drawn
     */
    public boolean isKept() {
        return violation.isEmpty() && drawn > 0;
    }

    /**
     * The report in words.
     *
     * @return a line
     */
    public String describe() {
        String seen = String.format(
                Locale.ROOT,
                "%d steps replayed, %d of which drew the record; values moved by at most %.4f of the sensitivity",
                steps,
                drawn,
                largestMove);
        if (violation.isPresent()) {
            return seen + "; VIOLATED at step " + violation.get().step() + ": "
                    + violation.get().what();
        }
        return drawn > 0
                ? seen + "; no violation"
                : seen + "; NOTHING WAS TESTED: train more steps, or choose a record that is drawn";
    }

    /**
     * Fails a test unless the guarantee was kept.
     *
     * @throws AssertionError with the report, unless {@link #isKept}
     */
    public void requireKept() {
        if (!isKept()) {
            throw new AssertionError("record and replay: " + describe());
        }
    }
}
