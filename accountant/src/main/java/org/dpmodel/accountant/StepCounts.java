package org.dpmodel.accountant;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.accountant.form.ReducedForm;

/** Arithmetic of steps and their counts; a count that exceeds 64 bits is refused. */
final class StepCounts {
    private StepCounts() {}

    static Map<ReducedForm.Step, Long> sum(Map<ReducedForm.Step, Long> first, Map<ReducedForm.Step, Long> second) {
        Map<ReducedForm.Step, Long> result = new LinkedHashMap<>(first);
        second.forEach((step, count) -> result.merge(step, count, StepCounts::added));
        return Collections.unmodifiableMap(result);
    }

    static Map<ReducedForm.Step, Long> times(Map<ReducedForm.Step, Long> counts, long factor) {
        Map<ReducedForm.Step, Long> result = new LinkedHashMap<>();
        counts.forEach((step, count) -> {
            if (Math.multiplyHigh(count, factor) != 0 || count * factor < 0) {
                throw tooMany();
            }
            result.put(step, count * factor);
        });
        return Collections.unmodifiableMap(result);
    }

    private static long added(long first, long second) {
        if (first + second < 0) {
            throw tooMany();
        }
        return first + second;
    }

    private static IllegalArgumentException tooMany() {
        return new IllegalArgumentException(
                "count of an event must be below 2^63, found a larger product: compose fewer runs");
    }
}
