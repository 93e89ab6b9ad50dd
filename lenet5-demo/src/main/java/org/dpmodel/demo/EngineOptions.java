package org.dpmodel.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engine;
import org.dpmodel.engine.EngineDevice;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.ExecutionOptions;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            converter = MemorySize.Converter.class,
            description = "most memory of a GPU or NPU for each graph, such as 512M or 4G (default: no limit)")
    private MemorySize deviceMemory;

    @Option(
            names = "--engine-option",
            paramLabel = "NAME=VALUE",
            description = "option of the device's provider, under its name; repeatable (default: none)")
    private Map<String, String> providerOptions = new LinkedHashMap<>();

    @Mixin
    private CannOptions cann;

    /** The device's name; a malformed one is a wrong usage. */
    String device() {
        return parsed().toString();
    }

    private Device parsed() {
        cann.apply();
        return Usage.checked(command, () -> Device.parse(device));
    }

    /** The device; one that cannot be used here is a failure. */
    EngineDevice find() {
        return Engines.device(device());
    }

    /** How to run; what means nothing on the device is a wrong usage, whether the device is here or not. */
    ExecutionOptions execution() {
        Device wanted = parsed();
        return Usage.checked(command, () -> {
            ExecutionOptions options = ExecutionOptions.defaults();
            if (threads != null) {
                options = options.withThreads(threads);
            }
            if (deviceMemory != null) {
                options = options.withDeviceMemoryLimit(deviceMemory.bytes());
            }
            for (Map.Entry<String, String> option : providerOptions.entrySet()) {
                options = options.withProviderOption(option.getKey(), option.getValue());
            }
            check(wanted, options);
            return options;
        });
    }

    private static void check(Device wanted, ExecutionOptions options) {
        for (Engine engine : Engines.load().all()) {
            if (engine.name().equals(wanted.engine())) {
                try {
                    engine.check(wanted, options);
                } catch (DeviceUnavailableException e) {
                    // No wrong usage: whoever looks for the device is told what is missing.
                    return;
                }
            }
        }
    }
}
