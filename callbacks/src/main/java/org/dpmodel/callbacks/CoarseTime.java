package org.dpmodel.callbacks;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times for files and servers that others may see. How long a step takes depends on how many examples were drawn, which no
 * statement covers, so such times are coarse.
 */
final class CoarseTime {
    /** Two digits of a duration distinguish fast from slow, and reveal next to nothing about the number of drawn examples. */
    private static final MathContext DIGITS = new MathContext(2);

    private CoarseTime() {}

    /** The present second. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** A duration, or a mean of durations, to two digits. */
    static double duration(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
