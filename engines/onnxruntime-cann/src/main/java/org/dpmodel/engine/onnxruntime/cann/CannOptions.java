package org.dpmodel.engine.onnxruntime.cann;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;

/**
 * Options of ONNX Runtime's CANN provider, under its own names.
 *
 * <p>CANN computes in half precision by default. In half precision, squared norms overflow at 65504, which breaks
 * clipping and therefore the guarantee; so {@code precision_mode} is {@value #EXACT} unless the user sets another one,
 * and the privacy statement then says so. Likewise, CANN may choose faster, less precise operators unless {@code
 * op_select_impl_mode} is {@value #PRECISE}; its default differs between releases, so it is always set.
 */
public final class CannOptions {
    /** Number of the device. */
    static final String DEVICE = "device_id";

    /** Maximum size in bytes of the provider's arena in device memory. */
    static final String MEMORY_LIMIT = "npu_mem_limit";

    /** How float32 is computed. */
    static final String PRECISION = "precision_mode";

    /** The value of {@value #PRECISION} that keeps float32. */
    static final String EXACT = "must_keep_origin_dtype";

    /** Whether operators are optimized for precision or for speed. */
    static final String IMPLEMENTATIONS = "op_select_impl_mode";

    /** The value of {@value #IMPLEMENTATIONS} for precision. */
    static final String PRECISE = "high_precision";

    /** The operators that {@value #IMPLEMENTATIONS} applies to; all others have CANN's default, which is for speed. */
    private static final String ONLY_FOR = "optypelist_for_implmode";

    private static final String GRAPH = "enable_cann_graph";

    private static final List<String> KNOWN =
            List.of(GRAPH, "enable_cann_subgraph", MEMORY_LIMIT, IMPLEMENTATIONS, ONLY_FOR, PRECISION);

    private static final List<String> OF_PROCESS = List.of(PRECISION, IMPLEMENTATIONS, ONLY_FOR);

    private CannOptions() {}

    /**
     * The options that CANN's compiler reads once per process, with the first graph. The provider passes them on then,
     * and silently drops later ones: a graph would be computed in half precision although its options say float32.
     *
     * @param values the options passed to the provider
     * @return value by name
     */
    static Map<String, String> ofProcess(Map<String, String> values) {
        Map<String, String> fixed = new TreeMap<>(values);
        fixed.keySet().retainAll(OF_PROCESS);
        return fixed;
    }

    /**
     * The options passed to the provider.
     *
     * @param ordinal number of the device
     * @param options the user's
     * @return value by name
     * @throws EngineException if an option is unknown, or the memory limit is given twice
     */
    static Map<String, String> of(int ordinal, ExecutionOptions options) {
        Map<String, String> values = new TreeMap<>();
        values.put(PRECISION, EXACT);
        values.put(IMPLEMENTATIONS, PRECISE);
        options.providerOptions().forEach((name, value) -> {
            if (!KNOWN.contains(name)) {
                throw new EngineException("option " + name + " is unknown to CANN devices, which have " + KNOWN
                        + "; the device's number is in its name, and compiled models are never written to files");
            }
            values.put(name, value);
        });
        options.deviceMemoryLimit().ifPresent(bytes -> {
            if (values.put(MEMORY_LIMIT, Long.toString(bytes)) != null) {
                throw new EngineException(
                        "the memory of a CANN device must be limited once, found deviceMemoryLimit " + bytes + " and "
                                + MEMORY_LIMIT + " "
                                + options.providerOptions().get(MEMORY_LIMIT) + ": leave one of them out");
            }
        });
        values.put(DEVICE, Integer.toString(ordinal));
        // Models on disk are found again by a name that does not depend on weights, and would give old results.
        values.put("dump_om_model", "0");
        return values;
    }

    /**
     * Checks options without looking for a device.
     *
     * @param options the user's
     * @throws EngineException if an option is unknown, or the memory limit is given twice
     */
    public static void check(ExecutionOptions options) {
        of(0, options);
    }

    /**
     * What a privacy statement has to say about runs with these options.
     *
     * @param options the user's
     * @return a sentence for each option that may round gradients more coarsely than float32
     */
    public static List<String> privacyRemarks(ExecutionOptions options) {
        Map<String, String> given = options.providerOptions();
        List<String> caveats = new ArrayList<>();
        if (!given.getOrDefault(PRECISION, EXACT).equals(EXACT)) {
            caveats.add(caveat(PRECISION, given));
        }
        if (!given.getOrDefault(IMPLEMENTATIONS, PRECISE).startsWith(PRECISE)) {
            caveats.add(caveat(IMPLEMENTATIONS, given));
        }
        if (!given.getOrDefault(ONLY_FOR, "").isBlank()) {
            caveats.add(caveat(ONLY_FOR, given));
        }
        if (given.getOrDefault(GRAPH, "1").equals("0")) {
            caveats.add(caveat(GRAPH, given));
        }
        return caveats;
    }

    private static String caveat(String option, Map<String, String> given) {
        return "Steps were computed on a CANN device with " + option + "=" + given.get(option) + ": gradients and their"
                + " norms are rounded to fewer digits than the proof of the clipping norm assumes, and may overflow. The"
                + " guarantee does not cover this.";
    }
}
