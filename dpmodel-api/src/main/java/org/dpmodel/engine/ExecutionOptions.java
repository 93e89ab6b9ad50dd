package org.dpmodel.engine;

import java.io.Serializable;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How a graph is run; nothing here changes the result, up to the rounding of sums. An engine option that rounds more
 * coarsely adds a caveat to the privacy statement: see {@link Engine#privacyRemarks}. Serializable, to the same bytes in
 * every JVM, so that closures can carry it to other machines.
 *
 * @param threads threads that work on one operator, at least 1; engines without threads on the host ignore it
 * @param deviceMemoryLimit the most bytes of an accelerator's memory that the graph may use; an error on a CPU
 * @param providerOptions options of one engine under its own names; an option that the device does not know is an error
 * @param acceptsRowDependence whether to train even if an example's gradient was seen to depend on its row; every
 *     statement then says so
 */
public record ExecutionOptions(
        int threads, OptionalLong deviceMemoryLimit, Map<String, String> providerOptions, boolean acceptsRowDependence)
        implements Serializable {
    /**
     * Checks the ranges and copies the map.
     *
     * @param threads threads that work on one operator
     * @param deviceMemoryLimit the most bytes of an accelerator's memory
     * @param providerOptions options of one engine under its own names
     * @param acceptsRowDependence whether to train even if rows are not equal
     * @throws EngineException if a number is less than 1
     */
    public ExecutionOptions {
        if (threads < 1) {
            throw new EngineException("threads must be at least 1, found " + threads + ": leave it out to use all "
                    + Runtime.getRuntime().availableProcessors() + " processors");
        }
        if (deviceMemoryLimit.isPresent() && deviceMemoryLimit.getAsLong() < 1) {
            throw new EngineException("deviceMemoryLimit must be at least 1 byte, found "
                    + deviceMemoryLimit.getAsLong() + ": leave it out for no limit");
        }
        providerOptions = Map.copyOf(providerOptions);
    }

    /**
     * As many threads as processors, no limit, nothing special.
     *
     * @return the options
     */
    public static ExecutionOptions defaults() {
        return new ExecutionOptions(Runtime.getRuntime().availableProcessors(), OptionalLong.empty(), Map.of(), false);
    }

    /**
     * These options with a different number of threads.
     *
     * @param number at least 1
     * @return the changed options
     */
    public ExecutionOptions withThreads(int number) {
        return new ExecutionOptions(number, deviceMemoryLimit, providerOptions, acceptsRowDependence);
    }

    /**
     * These options with a limit on an accelerator's memory.
     *
     * @param bytes at least 1
     * @return the changed options
     */
    public ExecutionOptions withDeviceMemoryLimit(long bytes) {
        return new ExecutionOptions(threads, OptionalLong.of(bytes), providerOptions, acceptsRowDependence);
    }

    /**
     * These options with one more of the engine's own.
     *
     * @param name the engine's name of the option
     * @param value value as the engine reads it
     * @return the changed options
     */
    public ExecutionOptions withProviderOption(String name, String value) {
        Map<String, String> extended = new TreeMap<>(providerOptions);
        extended.put(name, value);
        return new ExecutionOptions(threads, deviceMemoryLimit, extended, acceptsRowDependence);
    }

    /**
     * These options, for training in the fastest form even if the row probe shows that an example's gradient depends on
     * its row. One additional example can then move the sum by many clipping norms: the privacy statement is not proven,
     * and has a caveat that says so.
     *
     * @return the changed options
     */
    public ExecutionOptions withRowDependenceAccepted() {
        return new ExecutionOptions(threads, deviceMemoryLimit, providerOptions, true);
    }

    private Object writeReplace() {
        return new Written(threads, deviceMemoryLimit.orElse(0), new TreeMap<>(providerOptions), acceptsRowDependence);
    }

    /** The serialized form: an OptionalLong cannot be serialized, and the order of copied maps differs between JVMs. */
    private record Written(
            int threads, long deviceMemoryLimit, TreeMap<String, String> providerOptions, boolean acceptsRowDependence)
            implements Serializable {
        private Object readResolve() {
            OptionalLong limit = deviceMemoryLimit == 0 ? OptionalLong.empty() : OptionalLong.of(deviceMemoryLimit);
            return new ExecutionOptions(threads, limit, providerOptions, acceptsRowDependence);
        }
    }
}
