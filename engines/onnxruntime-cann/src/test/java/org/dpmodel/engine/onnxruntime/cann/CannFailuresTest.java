package org.dpmodel.engine.onnxruntime.cann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dpmodel.engine.onnxruntime.cann.FailingTraining.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every call of CANN that a training makes fails once: as the model is compiled, in the midst of training, and as it is
 * closed. Each time there is an error or no harm, the ledger holds what was spent, and the run continues on the processor.
 */
@NeedsCann
class CannFailuresTest {
    /** Every run has as many steps. */
    private static final long ALL_STEPS = 8;

    /** A step is in the ledger before its result is used, so the one that failed counts. */
    private static final long STEPS_UP_TO_THE_MIDST = 4;

    /**
     * Where the provider throws out of a destructor, which ends the process: nothing outside of it can prevent that. What can
     * be kept is kept, see {@link #aCrashOfTheProviderLosesNoLedger}.
     */
    private static final Set<String> PROVIDER_ABORTS = Set.of(
            "aclmdlCreateDataset", "aclDestroyDataBuffer", "aclmdlDestroyDataset", "aclmdlDestroyDesc", "aclmdlUnload");

    /** Called once in a process, so that they have one of their own. */
    private static final Set<String> ONCE =
            Set.of("aclInit", "aclFinalize", "aclgrphBuildInitialize", "aclgrphBuildFinalize");

    /** They return what cannot be an error, or only describe one. */
    private static final Set<String> UNFAILABLE =
            Set.of("aclGetRecentErrMsg", "aclDataTypeSize", "AscendString", "AscendString.less", "Graph");

    /** Work that is queued, and fails when it is waited for. */
    private static final List<String> QUEUED = List.of("task:memcpy", "task:execute");

    @TempDir
    Path directory;

    private ForkedJvm training() {
        return new ForkedJvm(FailingTraining.class, directory);
    }

    private Set<String> called() throws IOException {
        ForkedJvm.Result result = training().run();
        assertEquals(0, result.exitCode(), result.output());
        JsonNode calls = new ObjectMapper().readTree(result.value("report")).get("calls");
        Set<String> names = new TreeSet<>();
        calls.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void everyCallFailsOnce() throws IOException {
        Set<String> symbols = called();
        assertTrue(symbols.size() > 25 && symbols.contains("aclmdlExecuteAsync"), symbols::toString);
        symbols.removeAll(PROVIDER_ABORTS);
        symbols.removeAll(ONCE);
        symbols.removeAll(UNFAILABLE);
        symbols.addAll(QUEUED);
        List<String> arguments = new ArrayList<>();
        for (String symbol : symbols) {
            for (Phase phase : List.of(Phase.START, Phase.MIDST, Phase.CLOSE)) {
                arguments.addAll(List.of(phase.name(), symbol));
            }
        }
        ForkedJvm.Result result = training().run(arguments.toArray(String[]::new));
        assertEquals(0, result.exitCode(), result.output());
        int errors = 0;
        for (int i = 0; i < arguments.size(); i += 2) {
            Phase phase = Phase.valueOf(arguments.get(i));
            errors += assertSound(phase, result.value(phase + " " + arguments.get(i + 1))) ? 1 : 0;
        }
        int found = errors;
        assertTrue(found > symbols.size(), () -> "only " + found + " errors of " + symbols);
    }

    /** Tells whether there was an error. */
    private static boolean assertSound(Phase phase, String outcome) {
        String[] words = outcome.split(" ", 3);
        long recorded = Long.parseLong(words[0]);
        assertEquals(ALL_STEPS, Long.parseLong(words[1]), outcome);
        boolean failed = !words[2].equals("none");
        long spent = phase == Phase.START ? 0 : STEPS_UP_TO_THE_MIDST;
        assertEquals(failed ? spent : ALL_STEPS, recorded, phase + ": " + outcome);
        assertTrue(!failed || words[2].contains("onnxruntime:cann"), outcome);
        return failed;
    }

    @ParameterizedTest
    @ValueSource(strings = {"aclInit", "aclFinalize", "aclgrphBuildInitialize", "aclgrphBuildFinalize"})
    void whatIsCalledOnceFails(String symbol) {
        boolean returnsNothing = symbol.equals("aclgrphBuildFinalize");
        ForkedJvm.Result result = returnsNothing ? training().run() : training().run("START", symbol);
        assertEquals(0, result.exitCode(), "the process ends in order: " + result.output());
        assertEquals("reached", result.value("end"));
        if (!returnsNothing) {
            boolean atTheEnd = symbol.equals("aclFinalize");
            assertEquals(!atTheEnd, assertSound(Phase.START, result.value("START " + symbol)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MIDST,aclmdlCreateDataset,3",
        "MIDST,aclDestroyDataBuffer,3",
        "MIDST,aclmdlDestroyDataset,3",
        "MIDST,aclmdlDestroyDesc,3",
        "CLOSE,aclmdlUnload,8"
    })
    void aCrashOfTheProviderLosesNoLedger(Phase phase, String symbol, long used) {
        ForkedJvm.Result crash = training().run(phase.name(), symbol);
        assertEquals(134, crash.exitCode(), "not an abort any more, take it off the list: " + crash.output());
        ForkedJvm.Result afterwards = training().run("AFTERWARDS", "-");
        String[] words = afterwards.value("AFTERWARDS -").split(" ", 3);
        // The record of the step that was at work may not have been written: nobody has seen its result.
        long recorded = Long.parseLong(words[0]);
        assertTrue(used <= recorded && recorded <= used + 1, afterwards.output());
        assertEquals(ALL_STEPS, Long.parseLong(words[1]));
    }
}
