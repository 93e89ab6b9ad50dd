package org.dpmodel.accountant.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaseEvaluatorTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode evaluate(String json) throws IOException {
        return new CaseEvaluator().evaluate(MAPPER.readTree(json.replace('\'', '"')));
    }

    /** accounting.json, case gauss-s1: exact 4.3771780956812245, zCDP 5.298525912188081 and 4.728386984943313. */
    @Test
    void answersAGaussianCaseWithAllAccountants() throws IOException {
        JsonNode answer = evaluate("{'id': 'g', 'kind': 'epsilon', 'mechanism': 'gaussian',"
                + " 'adjacency': 'add_or_remove_one', 'noise_multiplier': 1.0, 'steps': 1, 'delta': 1e-5}");
        assertEquals("g", answer.get("id").asText());
        assertEquals(4.3771780956812245, answer.get("exact_epsilon").doubleValue(), 1e-9);
        assertEquals(4.3771780956812245, answer.get("pld_epsilon_upper").doubleValue(), 1e-9);
        assertEquals(5.298525912188081, answer.get("zcdp_epsilon").doubleValue(), 1e-12);
        assertEquals(4.728386984943313, answer.get("zcdp_epsilon_tight").doubleValue(), 1e-8);
    }

    @Test
    void writesInfinityAsAString() throws IOException {
        JsonNode answer = evaluate("{'id': 1, 'kind': 'epsilon', 'mechanism': 'gaussian',"
                + " 'adjacency': 'add_or_remove_one', 'noise_multiplier': 0, 'steps': 1, 'delta': 1e-5}");
        assertEquals("Infinity", answer.get("pld_epsilon_upper").textValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id': 'x'}",
                "{'id': 'x', 'kind': 'epsilon', 'mechanism': 'laplace', 'adjacency': 'add_or_remove_one'}",
                "{'id': 'x', 'kind': 'epsilon', 'mechanism': 'gaussian', 'adjacency': 'neighbours'}",
                "{'id': 'x', 'kind': 'cost', 'mechanism': 'gaussian', 'adjacency': 'replace_one'}",
                "{'id': 'x', 'kind': 'epsilon', 'mechanism': 'gaussian', 'adjacency': 'replace_one',"
                        + " 'noise_multiplier': -1, 'steps': 1, 'delta': 0.1}",
                "{'id': 'x', 'kind': 'epsilon', 'mechanism': 'gaussian', 'adjacency': 'replace_one',"
                        + " 'noise_multiplier': 1, 'steps': 1.5, 'delta': 0.1}",
                // 2^64 + 5 was read as 5 steps
                "{'id': 'x', 'kind': 'epsilon', 'mechanism': 'gaussian', 'adjacency': 'replace_one',"
                        + " 'noise_multiplier': 1, 'steps': 18446744073709551621, 'delta': 0.1}",
                "{'id': 'x', 'kind': 'epsilon', 'mechanism': 'gaussian', 'adjacency': 'replace_one',"
                        + " 'noise_multiplier': 1, 'steps': 9007199254740993.0, 'delta': 0.1}",
                "{'id': 'x', 'kind': 'delta', 'mechanism': 'gaussian', 'adjacency': 'replace_one',"
                        + " 'noise_multiplier': 1, 'steps': 1, 'epsilon': -3}"
            })
    void answersWithAnErrorWhereItCannot(String json) throws IOException {
        JsonNode answer = evaluate(json);
        assertEquals("x", answer.get("id").asText());
        assertEquals(2, answer.size());
        assertTrue(answer.get("error").asText().contains("must"));
    }

    /** A near-exact 1.0475, computed elsewhere; RDP charges the epochs as unsampled steps. */
    @Test
    void answersEpochsOfBallsInBins() throws IOException {
        String inputs = "'mechanism': 'balls_in_bins_gaussian', 'adjacency': 'add_or_remove_one', 'bins': 234,"
                + " 'noise_multiplier': 1.0, 'delta': 1e-5";
        JsonNode answer = evaluate("{'id': 'b', 'kind': 'epsilon', 'epochs': 10, " + inputs + "}");
        assertEquals(1.0475, answer.get("pld_epsilon_upper").doubleValue(), 1e-3);
        assertEquals(1.0475, answer.get("pld_epsilon_lower").doubleValue(), 1e-3);
        assertTrue(answer.get("rdp_epsilon").doubleValue() > 15);
        JsonNode most = evaluate("{'id': 'm', 'kind': 'calibrate_steps', 'epsilon': 1.05, " + inputs + "}");
        assertEquals(10, most.get("pld_max_steps").longValue());
    }

    /** dp_accounting 0.6.0 answers 1.1645. */
    @Test
    void answersCutPoissonSamples() throws IOException {
        JsonNode answer =
                evaluate("{'id': 't', 'kind': 'epsilon', 'mechanism': 'truncated_poisson_subsampled_gaussian',"
                        + " 'adjacency': 'add_or_remove_one', 'sampling_probability': 0.004266666666666667,"
                        + " 'maximum_batch_size': 320, 'dataset_size': 60000, 'noise_multiplier': 1.0, 'steps': 2340,"
                        + " 'delta': 1e-5}");
        assertEquals(1.1645, answer.get("pld_epsilon_upper").doubleValue(), 0.01);
        assertEquals("Infinity", answer.get("rdp_epsilon").textValue());
    }

    /** What ADR 106 proves: 16 bands make 147 charges of 2,340 steps, each of sixteen times the probability. */
    @Test
    void answersBandedNoiseAsFewerStepsOfLargerProbability() throws IOException {
        String rest = "'adjacency': 'add_or_remove_one', 'noise_multiplier': 1.5, 'delta': 1e-5";
        String banded =
                "'mechanism': 'banded_poisson_subsampled_gaussian', 'bands': 16, 'sampling_probability': 0.004, "
                        + rest;
        String poisson = "'mechanism': 'poisson_subsampled_gaussian', 'sampling_probability': 0.064, " + rest;
        JsonNode expected = evaluate("{'id': 'p', 'kind': 'epsilon', 'steps': 147, " + poisson + "}");
        assertEquals(expected.get("pld_epsilon_upper"), epsilonOf(2340, banded));
        assertEquals(expected.get("pld_epsilon_upper"), epsilonOf(147 * 16, banded));
        assertTrue(epsilonOf(147 * 16 + 1, banded).doubleValue()
                > expected.get("pld_epsilon_upper").doubleValue());
        String target = "'epsilon': " + expected.get("pld_epsilon_upper").doubleValue() * (1 + 1e-9);
        JsonNode most = evaluate("{'id': 'm', 'kind': 'calibrate_steps', " + target + ", " + banded + "}");
        assertEquals(147 * 16, most.get("pld_max_steps").longValue());
    }

    private static JsonNode epsilonOf(int steps, String banded) throws IOException {
        return evaluate("{'id': 'b', 'kind': 'epsilon', 'steps': " + steps + ", " + banded + "}")
                .get("pld_epsilon_upper");
    }

    @Test
    void refusesMorePartsThanBatches() throws IOException {
        JsonNode answer = evaluate("{'id': 'b', 'kind': 'epsilon', 'steps': 10, 'mechanism':"
                + " 'banded_poisson_subsampled_gaussian', 'bands': 16, 'sampling_probability': 0.1, 'adjacency':"
                + " 'add_or_remove_one', 'noise_multiplier': 1.5, 'delta': 1e-5}");
        assertTrue(answer.get("error").asText().contains("must be in [0, 1], found 1.6"), answer.toString());
    }
}
