package org.dpmodel.demo;

import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that say where graphs run. */
final class EngineOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--engine",
            paramLabel = "DEVICE",
            defaultValue = "onnxruntime:cpu",
            description = "engine and device; see dpmodel devices (default: ${DEFAULT-VALUE})")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads for one operator (default: one for each processor)")
    private Integer threads;

    /** The device's name; a malformed one is a wrong usage. */
    String device() {
        return Usage.checked(command, () -> Device.parse(device).toString());
    }

    /** The device; one that cannot be used here is a failure. */
    EngineDevice find() {
        return Engines.device(device());
    }

    ExecutionOptions execution() {
        ExecutionOptions options = ExecutionOptions.defaults();
        return threads == null ? options : Usage.checked(command, () -> options.withThreads(threads));
    }
}
