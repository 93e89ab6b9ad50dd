package org.dpmodel.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A device of one engine, written {@code onnxruntime:cpu}, {@code onnxruntime:cuda:0}, {@code pytorch:cpu}.
 *
 * @param engine name of the engine, lower case
 * @param kind what computes
 * @param ordinal number of the device among those of its kind, from 0; 0 for {@link DeviceKind#CPU}
 */
public record Device(String engine, DeviceKind kind, int ordinal) {
    private static final Pattern ENGINE = Pattern.compile("[a-z][a-z0-9-]*");
    private static final Pattern NAME = Pattern.compile("(" + ENGINE + "):([a-z]+)(?::([0-9]{1,6}))?");

    /**
     * Checks the parts.
     *
     * @param engine name of the engine
     * @param kind what computes
     * @param ordinal number of the device
     * @throws EngineException if the name of the engine or the ordinal is malformed
     */
    public Device {
        Objects.requireNonNull(kind, "kind");
        if (!ENGINE.matcher(engine).matches()) {
            throw new EngineException("engine must be a lower-case name such as onnxruntime, found '" + engine + "'");
        }
        if (ordinal < 0 || (kind == DeviceKind.CPU && ordinal > 0)) {
            throw new EngineException("ordinal of a " + kind + " device must be "
                    + (kind == DeviceKind.CPU ? "0" : "at least 0") + ", found " + ordinal);
        }
    }

    /**
     * The only CPU device of an engine.
     *
     * @param engine name of the engine
     * @return the device
     */
    public static Device cpu(String engine) {
        return new Device(engine, DeviceKind.CPU, 0);
    }

    /**
     * The device with a name.
     *
     * @param name {@code engine:cpu}, {@code engine:cuda:N} or {@code engine:cann:N}
     * @return the device; it is not checked whether it exists
     * @throws EngineException if the name is malformed; an accelerator without a number counts as malformed, so that
     *     nobody trains on an unintended one
     */
    public static Device parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches()) {
            String ordinal = matcher.group(3);
            for (DeviceKind kind : DeviceKind.values()) {
                if (kind.toString().equals(matcher.group(2)) && (kind == DeviceKind.CPU) == (ordinal == null)) {
                    return new Device(matcher.group(1), kind, ordinal == null ? 0 : Integer.parseInt(ordinal));
                }
            }
        }
        List<DeviceKind> kinds = Arrays.asList(DeviceKind.values());
        throw new EngineException("device must be written engine:cpu, engine:cuda:N or engine:cann:N, found '" + name
                + "': use a kind of " + kinds + ", for example onnxruntime:cpu");
    }

    /** The name that {@link #parse} reads. */
    @Override
    public String toString() {
        return engine + ":" + kind + (kind == DeviceKind.CPU ? "" : ":" + ordinal);
    }
}
