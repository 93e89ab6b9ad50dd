package org.dpmodel.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dpmodel.DPModel;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.callback.Callback;
import org.dpmodel.callback.ModelInTraining;
import org.dpmodel.callback.RunContext;
import org.dpmodel.callback.Sensitive;
import org.dpmodel.callback.StepReport;
import org.dpmodel.sampling.PoissonSampling;
import org.junit.jupiter.api.Test;

/**
 * Rule 11: what was computed from private data without noise is handed out as {@link Sensitive}; all else that a callback
 * sees is the same whatever the data.
 *
 * <p>Seen to fail when {@code RunContext} had a method that returned the drawn batch size, and when {@code
 * Sensitive.toString} printed the value.
 */
class PublicOrSensitiveTest {
    @Test
    void aContextGivesReportsAsSensitiveOnly() throws Exception {
        assertEquals(
                "org.dpmodel.callback.Sensitive<org.dpmodel.callback.StepReport>",
                RunContext.class.getMethod("report").getGenericReturnType().getTypeName());
        for (Class<?> type : List.of(RunContext.class, DPModel.class)) {
            for (Method method : type.getMethods()) {
                assertFalse(StepReport.class.isAssignableFrom(method.getReturnType()), method::toString);
            }
        }
    }

    @Test
    void aSensitiveValueDoesNotSlipIntoALog() {
        Sensitive<StepReport> report = Sensitive.of(new StepReport(0.123, 17, 1, 0.5, 2.5));
        assertEquals("sensitive", report.toString());
        assertEquals("sensitive", report.map(StepReport::drawn).toString());
        assertEquals(17, report.map(StepReport::drawn).revealSensitive());
        assertEquals("report: sensitive", "report: " + report);
    }

    /** Everything that a context says without {@link Sensitive}, step by step. */
    private static List<Map<String, Object>> publicFacts(Rows rows) {
        List<Map<String, Object>> facts = new ArrayList<>();
        try (DPModel model = Tiny.classifier().sampling(new PoissonSampling(5)).build()) {
            model.train(2, rows, List.of(new Callback() {
                @Override
                public void onTrainStepEnd(RunContext context) {
                    facts.add(factsOf(context));
                }
            }));
        }
        return facts;
    }

    private static Map<String, Object> factsOf(RunContext context) {
        Map<String, Object> facts = new TreeMap<>();
        Arrays.stream(RunContext.class.getMethods())
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class)
                .filter(method ->
                        method.getReturnType() != Sensitive.class && method.getReturnType() != ModelInTraining.class)
                .forEach(method -> {
                    try {
                        facts.put(method.getName(), method.invoke(context));
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError("a method of RunContext cannot be called", e);
                    }
                });
        facts.put("statement", context.model().privacyStatement());
        facts.put("ledger", context.model().ledger());
        return facts;
    }

    /** Secure randomness draws other batches and other data give other losses, yet nothing public differs. */
    @Test
    void publicFactsDoNotDependOnTheData() {
        List<Map<String, Object>> first = publicFacts(Tiny.twoClasses(20));
        List<Map<String, Object>> second =
                publicFacts(Rows.repeated(20, new float[] {9, Float.NaN, 9}, new float[] {0, 1}));
        assertEquals(first, second);
        assertEquals(8, first.size());
        assertTrue(first.get(0).containsKey("charged"));
    }

    @Test
    void whatIsChargedIsPublic() {
        List<DpEvent> charged = new ArrayList<>();
        try (DPModel model = Tiny.classifier().sampling(new PoissonSampling(5)).build()) {
            model.train(1, Tiny.twoClasses(10), List.of(new Callback() {
                @Override
                public void onTrainBegin(RunContext context) {
                    assertThrows(IllegalStateException.class, context::report);
                }

                @Override
                public void onTrainStepEnd(RunContext context) {
                    charged.add(context.charged().orElseThrow());
                }
            }));
        }
        DpEvent step = new DpEvent.Gaussian(1).poissonSampled(0.5);
        assertEquals(List.of(step, step), charged);
    }
}
