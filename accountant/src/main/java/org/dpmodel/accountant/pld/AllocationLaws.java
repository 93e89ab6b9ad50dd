package org.dpmodel.accountant.pld;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.form.AllocatedGaussian;

/** Recently used laws of epochs, all of them on one side. Mutable, not thread-safe. */
final class AllocationLaws {
    private static final int KEPT = 8;
    /** A number of standard deviations, with at most the given mass beyond them. */
    private static final double[][] REACHES = {{9, 1.2e-19}, {12, 1.8e-33}, {16, 6.4e-58}};

    private record Key(AllocatedGaussian epoch, double reach) {}

    private final boolean upper;
    private final Map<Key, AllocationLaw> laws = new LinkedHashMap<>();

    AllocationLaws(boolean upper) {
        this.upper = upper;
    }

    /**
     * The law of an epoch.
     *
     * @param epoch the epoch
     * @param mass the mass that may lie beyond this reach
     */
    AllocationLaw of(AllocatedGaussian epoch, double mass) {
        int i = 0;
        while (i < REACHES.length - 1 && REACHES[i][1] > mass / 2) {
            i++;
        }
        Key key = new Key(epoch, REACHES[i][0]);
        AllocationLaw known = laws.get(key);
        if (known == null) {
            known = new AllocationLaw(epoch.bins(), 1 / epoch.noiseMultiplier(), key.reach, upper);
            if (laws.size() >= KEPT) {
                laws.remove(laws.keySet().iterator().next());
            }
            laws.put(key, known);
        }
        return known;
    }
}
