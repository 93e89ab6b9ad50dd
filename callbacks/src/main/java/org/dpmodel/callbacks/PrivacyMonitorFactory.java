package org.dpmodel.callbacks;

import java.util.Locale;
import org.dpmodel.validation.Require;

/**
 * Creates privacy monitors by MindArmour's names. Arguments that MindArmour's monitors need (examples, batch size, noise
 * and decay) are read from the model's ledger instead, so they cannot differ from the run.
 */
public final class PrivacyMonitorFactory {
    private static final double DEFAULT_TARGET_DELTA = 1e-3;

    private PrivacyMonitorFactory() {}

    /**
     * A monitor at MindArmour's delta, 1e-3, which is too large for a statement: one example in a thousand.
     *
     * @param policy "rdp" or "zcdp", in any case
     * @return a monitor that prints at the end of each epoch
     * @throws IllegalArgumentException if the name is unknown
     */
    public static PrivacyMonitor create(String policy) {
        return create(policy, DEFAULT_TARGET_DELTA);
    }

    /**
     * A monitor.
     *
     * @param policy "rdp" or "zcdp", in any case
     * @param targetDelta the delta at which epsilon is computed, in (0, 1)
     * @return a monitor that prints at the end of each epoch
     * @throws IllegalArgumentException if the name is unknown or {@code targetDelta} out of range
     */
    public static PrivacyMonitor create(String policy, double targetDelta) {
        return switch (policy.toLowerCase(Locale.ROOT)) {
            case "rdp" -> PrivacyMonitor.rdp(targetDelta);
            case "zcdp" -> PrivacyMonitor.zcdp(targetDelta);
            default -> throw Require.broken("policy", "must be one of [rdp, zcdp]", policy, "correct the name");
        };
    }
}
