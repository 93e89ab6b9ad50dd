package org.dpmodel.optimizer;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.dpmodel.validation.Require;

/**
 * The state of an optimizer at one moment. Owns its arrays: it copies those that it is given, and those that it returns
 * should be treated as read-only.
 *
 * @param steps the number of steps done; at least 0
 * @param moments the running averages by name ("momentum"; "first" and "second" for Adam), each with one array per
 *     parameter
 * @param learningRate the rate that was set in place of the schedule; empty if none was
 */
public record OptimizerSnapshot(long steps, Map<String, float[][]> moments, OptionalDouble learningRate) {
    /**
     * Copies the moments.
     *
     * @param steps the number of steps done; at least 0
     * @param moments the running averages by name
     * @param learningRate the rate that was set in place of the schedule; empty if none was
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public OptimizerSnapshot {
        Require.atLeast("steps", steps, 0, "pass the number of steps done");
        Map<String, float[][]> copies = new TreeMap<>();
        moments.forEach((name, moment) -> copies.put(name, copy(moment)));
        moments = Collections.unmodifiableMap(copies);
    }

    /**
     * The state of an optimizer that follows its schedule.
     *
     * @param steps the number of steps done; at least 0
     * @param moments the running averages by name
     * @throws IllegalArgumentException if {@code steps} is negative
     */
    public OptimizerSnapshot(long steps, Map<String, float[][]> moments) {
        this(steps, moments, OptionalDouble.empty());
    }

    private static float[][] copy(float[][] moment) {
        float[][] copy = new float[moment.length][];
        for (int i = 0; i < moment.length; i++) {
            copy[i] = moment[i].clone();
        }
        return copy;
    }
}
