package org.dpmodel.graph.loss;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rules for the targets of losses; a violation is described by the rule, what was found and how to fix it. */
final class TargetRules {
    private static final int SHOWN = 10;

    private TargetRules() {}

    /** A test of one element. */
    @FunctionalInterface
    interface Element {
        boolean holds(float value);
    }

    /** The first element that breaks a rule. */
    static Optional<String> each(FloatBuffer target, Element rule, String text, String cure) {
        for (int i = target.position(); i < target.limit(); i++) {
            float value = target.get(i);
            if (!rule.holds(value)) {
                String place = target.remaining() == 1 ? "" : " at place " + (i - target.position());
                return Optional.of("must be " + text + ", found " + value + place + ": " + cure);
            }
        }
        return Optional.empty();
    }

    static Optional<String> finite(FloatBuffer target) {
        return each(target, Float::isFinite, "finite", "repair or leave out the example");
    }

    /** Whether a number is a class, written as a float. */
    static boolean isIndex(float value, long classes) {
        return value >= 0 && value < classes && value == (float) Math.rint(value);
    }

    /** The first few elements, for messages. */
    static String shown(FloatBuffer target) {
        return IntStream.range(0, Math.min(target.remaining(), SHOWN))
                .mapToObj(i -> Float.toString(target.get(target.position() + i)))
                .collect(Collectors.joining(", ", "[", target.remaining() > SHOWN ? ", ...]" : "]"));
    }
}
