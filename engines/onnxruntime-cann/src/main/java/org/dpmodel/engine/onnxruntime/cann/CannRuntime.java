package org.dpmodel.engine.onnxruntime.cann;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.onnxruntime.cann.dialect.CannDialect;
import org.dpmodel.engine.onnxruntime.capi.CApiCompiledGraph;
import org.dpmodel.engine.onnxruntime.capi.CApiDevice;
import org.dpmodel.engine.onnxruntime.capi.CApiEnvironment;
import org.dpmodel.engine.onnxruntime.capi.CApiException;
import org.dpmodel.engine.onnxruntime.capi.CApiLibrary;
import org.dpmodel.engine.onnxruntime.capi.CApiSessionOptions;
import org.dpmodel.engine.onnxruntime.capi.CannProviderOptions;
import org.dpmodel.graph.GraphException;
import org.dpmodel.graph.OnnxModel;

/**
 * ONNX Runtime with its CANN provider, loaded into this process. There is one per process: CANN can be initialized only
 * once, so libraries and environment stay until the process ends, and nothing is released then, since CANN's own clean-up
 * would turn an earlier failure into a crash. Thread-safe.
 */
public final class CannRuntime {
    private static final String PROVIDER = "CANNExecutionProvider";

    /** What the process has loaded, which is global like its libraries. */
    private static CannRuntime loaded;

    private final CannHome home;
    private final CApiLibrary core;
    private final CApiEnvironment environment;
    private final AscendDevices devices;
    /** The options that CANN's compiler was started with; empty before the first graph. */
    private Map<String, String> processOptions;

    /** Devices that were measured to keep float32. */
    private final Set<Device> exact = new HashSet<>();

    private CannRuntime(CannHome home) {
        CannToolkit toolkit = CannToolkit.load();
        this.home = home;
        this.core = core(home);
        if (!core.api().availableProviders().contains(PROVIDER)) {
            throw new EngineException(core + " was built without the CANN provider, it has "
                    + core.api().availableProviders() + ": " + CannHome.CURE);
        }
        this.environment = CApiEnvironment.create(core.api());
        this.devices = new AscendDevices(toolkit.runtime());
    }

    private static CApiLibrary core(CannHome home) {
        try {
            return CApiLibrary.load(home.core());
        } catch (EngineException e) {
            throw new EngineException(e.getMessage() + "; " + CannHome.CURE, e);
        }
    }

    /**
     * Loads the installation named by the user, or else the newest one; returns the one that is already loaded, if any.
     *
     * @return the runtime
     * @throws EngineException if something is missing; the message says what, and how to fix it
     * @throws LinkageError if this system cannot load native libraries
     */
    public static synchronized CannRuntime load() {
        String system = System.getProperty("os.name");
        if (!system.equals("Linux")) {
            throw new EngineException("CANN devices need Linux, found " + system + ": use another device");
        }
        CannHome home = CannHome.of(CannHome.named()
                .map(Path::of)
                .or(() -> CannInstallations.ofUser().newest())
                .orElseThrow(() -> new EngineException("no ONNX Runtime with the CANN provider is named, nor is one in "
                        + CannInstallations.ofUser() + ": " + CannHome.CURE)));
        if (loaded == null) {
            CannRuntime fresh = new CannRuntime(home);
            fresh.initialize();
            loaded = fresh;
        }
        if (!loaded.home.equals(home)) {
            throw new EngineException("the CANN home must stay the same for the lifetime of the process, "
                    + "found " + home.core()
                    + " after " + loaded.home.core() + ": start the process again");
        }
        return loaded;
    }

    /** Makes the provider load and initialize CANN, which it does when it first reads options. */
    private void initialize() {
        try {
            CannProviderOptions.create(core.api(), Map.of("dump_om_model", "0")).close();
        } catch (CApiException e) {
            throw new EngineException(
                    "CANN cannot be initialized (" + e.getMessage().strip() + "): " + CannToolkit.CURE, e);
        }
    }

    /**
     * The devices visible to this process.
     *
     * @param engine name of the engine
     * @return the devices by number, at least one
     * @throws EngineException if there is none
     */
    public List<Device> devices(String engine) {
        return IntStream.range(0, devices.count())
                .mapToObj(ordinal -> new Device(engine, DeviceKind.CANN, ordinal))
                .toList();
    }

    /**
     * Compiles a model, one at a time: neither the provider nor CANN's compiler supports several at once. The first model
     * of a device is preceded by a probe of its arithmetic, unless the user set options for which the privacy statement
     * has a caveat.
     *
     * @param model all shapes known
     * @param device one of {@link #devices}
     * @param options how to run
     * @return the graph
     * @throws EngineException if an option is unknown, or the device refuses the model or is less precise than float32
     */
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        Map<String, String> values = CannOptions.of(device.ordinal(), options);
        requireDialect(model, name(model, device));
        synchronized (this) {
            requireSameProcessOptions(CannOptions.ofProcess(values));
            if (CannOptions.privacyRemarks(options).isEmpty() && !exact.contains(device)) {
                try (CompiledGraph probe = prepare(CannPrecision.probe(), device, options.threads(), values)) {
                    CannPrecision.require(probe, device);
                }
                exact.add(device);
            }
            return prepare(model, device, options.threads(), values);
        }
    }

    private CompiledGraph prepare(OnnxModel model, Device device, int threads, Map<String, String> values) {
        String name = name(model, device);
        OnnxModel named = CompiledModelFiles.named(model, values);
        CompiledModelFiles.requireNone(
                Path.of("").toAbsolutePath(), named.graph().name());
        try (CApiSessionOptions settings = CApiSessionOptions.create(core.api(), threads);
                CannProviderOptions provider = CannProviderOptions.create(core.api(), values)) {
            settings.append(provider);
            settings.forbidProcessorFallback();
            return CApiCompiledGraph.create(environment, name, named, settings, new AscendDevice(device.ordinal()));
        } catch (CApiException e) {
            throw CannFailures.of("preparing " + name, e);
        }
    }

    private static String name(OnnxModel model, Device device) {
        return "graph " + model.graph().name() + " on " + device;
    }

    private void requireSameProcessOptions(Map<String, String> wanted) {
        if (processOptions == null) {
            processOptions = wanted;
        }
        if (!processOptions.equals(wanted)) {
            throw new EngineException("all graphs of a process must be compiled for CANN devices with the same options "
                    + processOptions + ", found " + wanted
                    + ": CANN reads them once, with the first graph, and would ignore these; start another process");
        }
    }

    /** The provider reports little about what CANN refuses, and nothing about what it computes differently from ONNX. */
    private static void requireDialect(OnnxModel model, String name) {
        try {
            CannDialect.require(model);
        } catch (GraphException e) {
            throw new EngineException("failed in compiling " + name + ": " + e.getMessage(), e);
        }
    }

    /** A device, whose streams must be released by threads that have it as their current device. */
    private final class AscendDevice implements CApiDevice {
        private final int ordinal;

        AscendDevice(int ordinal) {
            this.ordinal = ordinal;
        }

        @Override
        public EngineException failure(String activity, CApiException failure) {
            return CannFailures.of(activity, failure);
        }

        @Override
        public void enter() {
            devices.enter(ordinal);
        }
    }

    @Override
    public String toString() {
        return core.toString();
    }
}
