package org.dpmodel.engine.onnxruntime.cann;

import java.util.List;
import java.util.Locale;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.onnxruntime.capi.CApiException;

/**
 * The meanings of the CANN provider's failures, and how to fix them. The provider fetches CANN's own error text, which
 * can be read only once, and drops it; it is only in CANN's log.
 */
final class CannFailures {
    /** A failure is recognized by any of some phrases in the provider's message. */
    private record Known(List<String> words, String meaning) {}

    private static final List<Known> KNOWN = List.of(
            new Known(
                    List.of("fallback to cpu ep has been explicitly disabled"),
                    "a part of the graph would run on the processor, since the provider does not support it: leave"
                            + " enable_cann_graph and enable_cann_subgraph out, or change the network"),
            new Known(
                    List.of(
                            "aclrtmalloc",
                            "207001",
                            "memory_allocation",
                            "available memory of",
                            "bad_alloc",
                            "bad alloc"),
                    "the device's memory is exhausted: use a smaller physical batch, raise or leave out"
                            + " deviceMemoryLimit, or end other processes on the device (npu-smi info lists them)"),
            new Known(
                    List.of("aclgrphparseonnxfrommem", "aclgrphbuildmodel", "aclgrphbuildinitialize"),
                    "the device's compiler refuses the graph: install the kernels package of the toolkit's version, and"
                            + " see docs/ascend.md for the operators that CANN supports; CANN's log says more"
                            + " (ASCEND_SLOG_PRINT_TO_STDOUT=1, ASCEND_GLOBAL_LOG_LEVEL=3)"),
            new Known(
                    List.of("aclrtsetdevice"),
                    "the device cannot be opened: another process may hold it (npu-smi info lists them), or this user may"
                            + " not use it (join the group HwHiAiUser)"),
            new Known(
                    List.of("aclmdlload"),
                    "the device cannot load what its compiler produced: toolkit, kernels package and driver must be of"
                            + " matching versions"),
            new Known(
                    List.of("aclmdlexecute", "aclrtsynchronize", "aclrtmemcpy", "aclmdl", "aclrt"),
                    "the device failed while running: its state is unknown; restart the process, and check its "
                            + "health with npu-smi info"));

    private CannFailures() {}

    /**
     * The error of an activity.
     *
     * @param activity for example {@code "compiling graph lenet on onnxruntime:cann:0"}
     * @param failure the provider's error
     */
    static EngineException of(String activity, CApiException failure) {
        String said = failure.getMessage().strip();
        String lower = said.toLowerCase(Locale.ROOT);
        String meaning = KNOWN.stream()
                .filter(known -> known.words().stream().anyMatch(lower::contains))
                .findFirst()
                .map(known -> known.meaning() + ". ONNX Runtime says: ")
                .orElse("");
        return new EngineException("failed in " + activity + ": " + meaning + said, failure);
    }
}
