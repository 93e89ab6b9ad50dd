package org.dpmodel.engine.onnxruntime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dpmodel.engine.CompiledGraph;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceKind;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.dpmodel.engine.MissingDevice;
import org.dpmodel.graph.OnnxModel;
import org.dpmodel.graph.lowering.GraphTarget;

/**
 * NVIDIA GPUs, through ONNX Runtime's CUDA provider, which is in the artifact {@code onnxruntime_gpu} and not in {@code
 * onnxruntime}. Inspects the machine once, on first use. Thread-safe.
 *
 * <p>All nodes of a graph run on the GPU: a graph with a node for which the provider has no kernel is refused, since
 * every step would copy that node's tensors to the host and back.
 */
final class CudaDriver implements DeviceDriver {
    /** The part of ONNX Runtime's message that reports a node without a kernel. */
    private static final String FALLBACK_REFUSED = "fallback to CPU EP has been explicitly disabled";

    private final CudaLibraries libraries;
    private final BooleanSupplier providerIncluded;
    private CudaSystem system;

    CudaDriver() {
        this(CudaLibraries.ofThisSystem(), () -> OrtEnvironment.getAvailableProviders()
                .contains(OrtProvider.CUDA));
    }

    CudaDriver(CudaLibraries libraries, BooleanSupplier providerIncluded) {
        this.libraries = libraries;
        this.providerIncluded = providerIncluded;
    }

    private synchronized CudaSystem system() {
        if (system == null) {
            system = CudaSystem.probe(libraries);
        }
        return system;
    }

    @Override
    public DeviceKind kind() {
        return DeviceKind.CUDA;
    }

    @Override
    public List<Device> devices() {
        if (!problems().isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, system().gpus().size())
                .mapToObj(ordinal -> new Device(OnnxRuntimeEngine.NAME, DeviceKind.CUDA, ordinal))
                .toList();
    }

    @Override
    public Optional<MissingDevice> missing() {
        List<CudaSystem.Problem> problems = problems();
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MissingDevice(
                OnnxRuntimeEngine.NAME,
                DeviceKind.CUDA,
                problems.stream().map(CudaSystem.Problem::reason).collect(Collectors.joining("; ")),
                problems.stream().map(CudaSystem.Problem::cure).collect(Collectors.joining("; "))));
    }

    private List<CudaSystem.Problem> problems() {
        if (OrtRuntime.problem().isPresent()) {
            return List.of(new CudaSystem.Problem(
                    "the native library of ONNX Runtime cannot be loaded", "see what onnxruntime:cpu needs"));
        }
        List<CudaSystem.Problem> problems = new ArrayList<>(system().problems());
        if (!providerIncluded.getAsBoolean()) {
            problems.add(new CudaSystem.Problem(
                    "the artifact onnxruntime on the class path has no CUDA provider",
                    "take com.microsoft.onnxruntime:onnxruntime_gpu:" + OrtRuntime.version()
                            + " (Linux x64, Windows x64) instead, as ./dpmodel --cuda does"));
        }
        return problems;
    }

    @Override
    public String description(Device device) {
        CudaSystem found = system();
        return device.ordinal() < found.gpus().size()
                ? found.gpus().get(device.ordinal()) + ", driver for CUDA " + found.servedCuda()
                : "";
    }

    @Override
    public GraphTarget graphTarget() {
        return OnnxRuntimeTargets.cuda();
    }

    @Override
    public void check(Device device, ExecutionOptions options) {
        CudaOptions.of(device, options);
    }

    @Override
    public CompiledGraph compile(OnnxModel model, Device device, ExecutionOptions options) {
        Map<String, String> providerOptions = CudaOptions.of(device, options);
        // Without an environment the provider's own errors are lost, since it needs a logger first.
        OrtEnvironment environment = OrtRuntime.environment();
        try (OrtCUDAProviderOptions provider = new OrtCUDAProviderOptions(device.ordinal());
                SessionOptions settings = OrtRuntime.sessionOptions(options)) {
            for (Map.Entry<String, String> option : providerOptions.entrySet()) {
                provider.add(option.getKey(), option.getValue());
            }
            // The memory plan of the first run would be allocated again as one block, in addition to what that run has
            // taken.
            settings.setMemoryPatternOptimization(false);
            settings.addConfigEntry("session.disable_cpu_ep_fallback", "1");
            settings.addCUDA(provider);
            return OrtCompiledGraph.create(environment, model, device, settings);
        } catch (OrtException e) {
            throw new EngineException(
                    "ONNX Runtime's CUDA provider cannot be set up for " + device + " with " + providerOptions + ": "
                            + e.getMessage()
                            + "; check that the temporary directory has 700 MB free for the provider, and see "
                            + "docs/cuda.md for its libraries",
                    e);
        } catch (EngineException e) {
            if (e.getMessage().contains(FALLBACK_REFUSED)) {
                throw new EngineException(
                        "graph " + model.graph().name() + " cannot run on " + device
                                + " alone: ONNX Runtime's CUDA provider has no kernel for one of its nodes, and the "
                                + "processor is never used silently instead; use onnxruntime:cpu "
                                + "(" + e.getMessage() + ")",
                        e);
            }
            throw e;
        }
    }
}
