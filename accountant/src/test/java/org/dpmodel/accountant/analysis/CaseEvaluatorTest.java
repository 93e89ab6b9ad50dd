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
                "{'id': 'x', 'kind': 'delta', 'mechanism': 'gaussian', 'adjacency': 'replace_one',"
                        + " 'noise_multiplier': 1, 'steps': 1, 'epsilon': -3}"
            })
    void answersWithAnErrorWhereItCannot(String json) throws IOException {
        JsonNode answer = evaluate(json);
        assertEquals("x", answer.get("id").asText());
        assertEquals(2, answer.size());
        assertTrue(answer.get("error").asText().contains("must"));
    }
}
