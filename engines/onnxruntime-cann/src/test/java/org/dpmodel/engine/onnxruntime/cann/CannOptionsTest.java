package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.dpmodel.engine.EngineException;
import org.dpmodel.engine.ExecutionOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CannOptionsTest {
    private static final ExecutionOptions PLAIN = ExecutionOptions.defaults();

    @Test
    void floatsStayFloatsAndNoModelIsWritten() {
        assertEquals(
                Map.of(
                        "device_id",
                        "3",
                        "precision_mode",
                        "must_keep_origin_dtype",
                        "op_select_impl_mode",
                        "high_precision",
                        "dump_om_model",
                        "0"),
                CannOptions.of(3, PLAIN));
        assertEquals(List.of(), CannOptions.privacyRemarks(PLAIN));
    }

    @Test
    void optionsOfTheUserArePassedOn() {
        Map<String, String> values = CannOptions.of(
                0,
                PLAIN.withDeviceMemoryLimit(1 << 30)
                        .withProviderOption("enable_cann_subgraph", "1")
                        .withProviderOption("precision_mode", "force_fp16"));
        assertEquals("1073741824", values.get("npu_mem_limit"));
        assertEquals("1", values.get("enable_cann_subgraph"));
        assertEquals("force_fp16", values.get("precision_mode"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"device_id", "dump_om_model", "dump_graphs", "flux_capacitor"})
    void otherOptionsAreRefused(String name) {
        String message = assertThrows(
                        EngineException.class, () -> CannOptions.of(0, PLAIN.withProviderOption(name, "1")))
                .getMessage();
        assertTrue(message.contains("option " + name + " is unknown"), message);
        assertTrue(message.contains("precision_mode") && message.contains("npu_mem_limit"), message);
    }

    @Test
    void theMemoryIsLimitedOnce() {
        ExecutionOptions twice = PLAIN.withDeviceMemoryLimit(5).withProviderOption("npu_mem_limit", "6");
        String message = assertThrows(EngineException.class, () -> CannOptions.of(0, twice))
                .getMessage();
        assertTrue(message.contains("leave one of them out"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "precision_mode,force_fp16",
        "precision_mode,allow_mix_precision",
        "op_select_impl_mode,high_performance",
        "optypelist_for_implmode,SoftmaxV2",
        "enable_cann_graph,0"
    })
    void whatRoundsMoreCoarselyMakesARemark(String name, String value) {
        List<String> remarks = CannOptions.privacyRemarks(PLAIN.withProviderOption(name, value));
        assertEquals(1, remarks.size());
        assertTrue(remarks.get(0).contains(name + "=" + value), remarks::toString);
        assertTrue(remarks.get(0).contains("The guarantee does not cover this."), remarks::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "precision_mode,must_keep_origin_dtype",
        "op_select_impl_mode,high_precision",
        "enable_cann_graph,1",
        "npu_mem_limit,1000000"
    })
    void whatDoesNotMakesNone(String name, String value) {
        assertEquals(List.of(), CannOptions.privacyRemarks(PLAIN.withProviderOption(name, value)));
    }
}
