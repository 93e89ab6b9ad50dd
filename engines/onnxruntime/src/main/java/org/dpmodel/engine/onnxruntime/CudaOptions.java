package org.dpmodel.engine.onnxruntime;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dpmodel.engine.Device;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;

/**
 * Options of ONNX Runtime's CUDA provider under its own names, with our defaults. Not offered are options that choose
 * kernels by timing (tunable operators), options that take addresses (streams, allocators), and CUDA graphs, which need
 * tensors that stay on the device.
 */
final class CudaOptions {
    private static final String MEMORY_LIMIT = "gpu_mem_limit";
    private static final String TF32 = "use_tf32";
    private static final List<String> FLAG = List.of("0", "1");
    private static final List<String> BYTES = List.of();

    /** Allowed values by name; an empty list stands for a number of bytes. */
    private static final Map<String, List<String>> KNOWN = new TreeMap<>(Map.of(
            "arena_extend_strategy",
            List.of("kNextPowerOfTwo", "kSameAsRequested"),
            "cudnn_conv_algo_search",
            List.of("DEFAULT", "HEURISTIC", "EXHAUSTIVE"),
            "cudnn_conv_use_max_workspace",
            FLAG,
            // In another stream, a copy and the graph that reads it race.
            "do_copy_in_default_stream",
            List.of("1"),
            "enable_cudnn",
            FLAG,
            "fuse_conv_bias",
            FLAG,
            MEMORY_LIMIT,
            BYTES,
            "prefer_nhwc",
            FLAG,
            "use_ep_level_unified_stream",
            FLAG,
            TF32,
            FLAG));

    private CudaOptions() {}

    /**
     * The options passed to the provider, without the device number.
     *
     * @throws EngineException if a name is unknown, a value is malformed, or the memory limit is given twice
     */
    static Map<String, String> of(Device device, ExecutionOptions options) {
        Map<String, String> all = new TreeMap<>();
        // Chosen by rules and not by timing, so that each session computes the same. DEFAULT is cuDNN's fallback mode,
        // which may be extremely slow according to ONNX Runtime.
        all.put("cudnn_conv_algo_search", "HEURISTIC");
        // Each batch size has a session with its own arena: powers of two would waste up to half of each.
        all.put("arena_extend_strategy", "kSameAsRequested");
        all.put(TF32, "0");
        options.providerOptions().forEach((name, value) -> {
            requireKnown(device, name, value);
            all.put(name, value);
        });
        options.deviceMemoryLimit().ifPresent(bytes -> {
            if (all.put(MEMORY_LIMIT, Long.toString(bytes)) != null) {
                throw new EngineException("deviceMemoryLimit and provider option " + MEMORY_LIMIT + " of " + device
                        + " are the same setting: leave one of them out");
            }
        });
        return all;
    }

    private static void requireKnown(Device device, String name, String value) {
        if (name.equals("device_id")) {
            throw new EngineException("provider option device_id is the number in the device's name, found " + value
                    + " for " + device + ": name onnxruntime:cuda:" + value + " instead");
        }
        List<String> allowed = KNOWN.get(name);
        if (allowed == null) {
            throw new EngineException(
                    "device " + device + " has no provider option " + name + ": the options are " + KNOWN.keySet());
        }
        if (allowed.equals(BYTES) ? !isPositive(value) : !allowed.contains(value)) {
            throw new EngineException("provider option " + name + " of " + device + " must be "
                    + (allowed.equals(BYTES) ? "a number of bytes" : "one of " + allowed) + ", found '" + value + "'");
        }
    }

    private static boolean isPositive(String number) {
        return number.matches("[1-9][0-9]{0,17}");
    }
}
