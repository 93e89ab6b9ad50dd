package org.dpmodel.cli.options;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/** Options that select where graphs run. */
public final class EngineOptions {
    private static final List<String> OTHER_OPTIONS =
            List.of("--threads", "--device-memory", "--engine-option", "--cann-home", "--cann-toolkit");

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
            description = "CPU threads that compute a step (default: one per processor)")
    private Integer threads;

    @Option(
            names = "--device-memory",
            paramLabel = "SIZE",
            converter = MemorySize.Converter.class,
            description = "maximum GPU or NPU memory per graph, such as 512M or 4G (default: no limit)")
    private MemorySize deviceMemory;

    @Option(
            names = "--engine-option",
            paramLabel = "NAME=VALUE",
            description = "option of the device's provider, under the provider's name for it; repeatable (default: "
                    + "none)")
    private Map<String, String> providerOptions = new LinkedHashMap<>();

    @Mixin
    private CannFolders cann;

    /**
     * The device's name.
     *
     * @return for example {@code onnxruntime:cpu}
     * @throws picocli.CommandLine.ParameterException if it is malformed
     */
    public String device() {
        return parsed().toString();
    }

    private Device parsed() {
        cann.apply();
        return Usage.checked(command, () -> Device.parse(device));
    }

    /**
     * The device itself.
     *
     * @return the device with its engine
     * @throws org.dpmodel.engine.EngineException if it cannot be used here
     */
    public EngineDevice find() {
        return Engines.device(device());
    }

    /**
     * How to run on the device, whether or not it is present.
     *
     * @return the options
     * @throws picocli.CommandLine.ParameterException if one of them means nothing on the device
     */
    public ExecutionOptions execution() {
        return execution(parsed());
    }

    /**
     * How to run on a device that another option names.
     *
     * @param wanted the device
     * @return the options
     * @throws picocli.CommandLine.ParameterException if one of them means nothing on the device
     */
    public ExecutionOptions execution(Device wanted) {
        cann.apply();
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

    /**
     * The user's options other than the device, as arguments for another process of this program.
     *
     * @return names and values
     */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (String name : OTHER_OPTIONS) {
            for (String value : command.findOption(name).originalStringValues()) {
                arguments.addAll(List.of(name, value));
            }
        }
        return arguments;
    }

    private static void check(Device wanted, ExecutionOptions options) {
        for (Engine engine : Engines.load().all()) {
            if (engine.name().equals(wanted.engine())) {
                try {
                    engine.check(wanted, options);
                } catch (DeviceUnavailableException e) {
                    // Not a usage error: the message says what is missing for the device.
                    return;
                }
            }
        }
    }
}
