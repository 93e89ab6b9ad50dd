package org.dpmodel.accountant.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The cases of the shared reference file accounting.json, with the tolerances of its header: all, or every fifth of each kind unless
 * the system property {@code dpmodel.full} is true. The values come from mpmath,
 * dp_accounting 0.6.0 and prv_accountant 0.2.0; see its README.
 */
class ReferenceCasesTest {
    private static final CaseEvaluator EVALUATOR = new CaseEvaluator();

    @TestFactory
    Stream<DynamicTest> epsilon() throws IOException {
        return cases("epsilon", ReferenceCasesTest::checkEpsilon);
    }

    @TestFactory
    Stream<DynamicTest> delta() throws IOException {
        return cases("delta", ReferenceCasesTest::checkDelta);
    }

    @TestFactory
    Stream<DynamicTest> noiseMultiplier() throws IOException {
        return cases("calibrate_noise_multiplier", ReferenceCasesTest::checkNoiseMultiplier);
    }

    @TestFactory
    Stream<DynamicTest> maxSteps() throws IOException {
        return cases("calibrate_steps", ReferenceCasesTest::checkSteps);
    }

    @TestFactory
    Stream<DynamicTest> adaptiveClipping() throws IOException {
        return cases("adaptive_clipping", ReferenceCasesTest::checkAdaptiveClipping);
    }

    private interface Check {
        void check(JsonNode expected, ObjectNode answer);
    }

    private static Stream<DynamicTest> cases(String kind, Check check) throws IOException {
        JsonNode cases = SharedReference.read("accounting.json").get("cases");
        List<JsonNode> ofKind = StreamSupport.stream(cases.spliterator(), false)
                .filter(c -> c.get("kind").asText().equals(kind))
                .toList();
        int distance = Boolean.getBoolean("dpmodel.full") ? 1 : 5;
        if (distance > 1) {
            System.err.println("SKIPPED: four in five reference cases of " + kind + "; -Ddpmodel.full=true runs all");
        }
        return IntStream.range(0, ofKind.size())
                .filter(i -> i % distance == 0)
                .mapToObj(ofKind::get)
                .map(c -> DynamicTest.dynamicTest(c.get("id").asText(), () -> {
                    ObjectNode answer = EVALUATOR.evaluate(c);
                    assertEquals(c.get("id"), answer.get("id"));
                    assertFalse(answer.has("error"), () -> answer.path("error").asText());
                    check.check(c.get("expected"), answer);
                }));
    }

    private static void checkEpsilon(JsonNode expected, ObjectNode answer) {
        boolean exactRdp = expected.has("rdp_epsilon_exact");
        assertClose(expected, exactRdp ? "rdp_epsilon_exact" : "rdp_epsilon", answer, "rdp_epsilon", 1e-6, 1e-9);
        assertClose(expected, "exact_epsilon", answer, "exact_epsilon", 1e-8, 1e-15);
        assertClose(expected, "zcdp_rho", answer, "zcdp_rho", 1e-12, 0);
        assertClose(expected, "zcdp_epsilon", answer, "zcdp_epsilon", 1e-12, 0);
        assertClose(expected, "zcdp_epsilon_tight", answer, "zcdp_epsilon_tight", 1e-8, 1e-12);
        if (expected.has("pld_accept")) {
            double upper = number(answer, "pld_epsilon_upper");
            double lower = number(answer, "pld_epsilon_lower");
            JsonNode accept = expected.get("pld_accept");
            assertTrue(
                    upper >= accept.get(0).doubleValue()
                            && upper <= accept.get(1).doubleValue(),
                    () -> "upper bound " + upper + " not in " + accept);
            assertTrue(lower <= upper, () -> lower + " above " + upper);
            if (expected.path("reference_epsilon").isNumber()) {
                double reference = number(expected, "reference_epsilon");
                assertTrue(
                        lower <= reference * (1 + 2e-5) + 1e-6 && upper >= reference * (1 - 2e-5) - 1e-6,
                        () -> reference + " not in [" + lower + ", " + upper + "]");
            }
            if (answer.has("rdp_epsilon")) {
                assertTrue(upper <= number(answer, "rdp_epsilon") + 1e-9);
            }
        }
    }

    private static void checkDelta(JsonNode expected, ObjectNode answer) {
        assertClose(expected, "rdp_delta_exact", answer, "rdp_delta", 1e-5, 0);
        assertClose(expected, "exact_delta", answer, "exact_delta", 1e-8, 0);
        double truth = number(expected, expected.has("exact_delta") ? "exact_delta" : "reference_delta");
        double most = 1.01 * Math.max(number(expected, "pld_delta_upper"), number(expected.get("prv_delta"), "upper"));
        double upper = number(answer, "pld_delta_upper");
        assertTrue(
                upper >= truth * (1 - 1e-3) && upper <= most + 1e-12,
                () -> upper + " not in [" + truth + ", " + most + "]");
        assertTrue(number(answer, "pld_delta_lower") <= truth * (1 + 1e-3));
    }

    private static void checkNoiseMultiplier(JsonNode expected, ObjectNode answer) {
        assertClose(expected, "rdp_noise_multiplier_exact", answer, "rdp_noise_multiplier", 1e-4, 0);
        assertClose(expected, "exact_noise_multiplier", answer, "exact_noise_multiplier", 1e-4, 0);
        boolean exact = expected.has("exact_noise_multiplier");
        double truth = number(expected, exact ? "exact_noise_multiplier" : "reference_noise_multiplier");
        double found = number(answer, "pld_noise_multiplier");
        assertTrue(found >= truth * (1 - 1e-4) && found <= truth * 1.01, () -> found + " for " + truth);
    }

    private static void checkSteps(JsonNode expected, ObjectNode answer) {
        long rdp = expected.get("rdp_max_steps_exact").asLong();
        assertTrue(Math.abs(rdp - answer.get("rdp_max_steps").asLong()) <= Math.max(1, 1e-5 * rdp));
        boolean exact = expected.has("exact_max_steps");
        long truth =
                expected.get(exact ? "exact_max_steps" : "reference_max_steps").asLong();
        long found = answer.get("pld_max_steps").asLong();
        assertTrue(found >= Math.floor(0.98 * truth) && found <= 1.001 * truth, () -> found + " for " + truth);
        if (exact) {
            assertEquals(truth, answer.get("exact_max_steps").asLong());
        }
    }

    private static void checkAdaptiveClipping(JsonNode expected, ObjectNode answer) {
        assertEquals(
                expected.get("gradient_noise_multiplier").isNull(),
                answer.get("gradient_noise_multiplier").isNull());
        if (!expected.get("gradient_noise_multiplier").isNull()) {
            assertClose(expected, "gradient_noise_multiplier", answer, "gradient_noise_multiplier", 1e-9, 0);
        }
        String uncorrected = "effective_noise_multiplier_if_uncorrected";
        assertClose(expected, uncorrected, answer, uncorrected, 1e-9, 0);
        assertClose(expected, "rdp_epsilon_exact", answer, "rdp_epsilon", 1e-6, 0);
        assertClose(expected, "rdp_epsilon_exact_if_uncorrected", answer, "rdp_epsilon_if_uncorrected", 1e-6, 0);
        JsonNode accept = expected.get("pld_accept");
        double upper = number(answer, "pld_epsilon_upper");
        assertTrue(
                upper >= accept.get(0).doubleValue() && upper <= accept.get(1).doubleValue());
        double reference = number(expected, "reference_epsilon_if_uncorrected");
        double found = number(answer, "pld_epsilon_upper_if_uncorrected");
        assertTrue(found >= reference * (1 - 1e-4) && found <= reference * 1.01);
    }

    private static void assertClose(
            JsonNode expected, String name, ObjectNode answer, String answerName, double relative, double absolute) {
        if (!expected.has(name)) {
            return;
        }
        double truth = number(expected, name);
        double found = number(answer, answerName);
        if (truth != found) {
            assertEquals(truth, found, relative * Math.abs(truth) + absolute, answerName);
        }
    }

    private static double number(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value.asText().equals("Infinity") ? Double.POSITIVE_INFINITY : value.doubleValue();
    }
}
