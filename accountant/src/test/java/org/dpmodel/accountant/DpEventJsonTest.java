package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DpEventJsonTest {
    static List<DpEvent> events() {
        DpEvent gaussian = new DpEvent.Gaussian(0.1 + 0.2);
        return List.of(
                gaussian,
                gaussian.poissonSampled(1 / 3.0).times(Long.MAX_VALUE),
                new DpEvent.SampledWithoutReplacement(60000, 256, gaussian),
                new DpEvent.ShuffledEpoch(234, gaussian).times(10),
                new DpEvent.DiscreteGaussian(1 / 3.0).poissonSampled(0.1),
                new DpEvent.TruncatedPoissonSampled(1 / 3.0, 512, 60000, gaussian).times(3),
                new DpEvent.Composed(List.of(gaussian, new DpEvent.NonPrivate(), DpEvent.nothing())));
    }

    @ParameterizedTest
    @MethodSource("events")
    void survivesTheRoundTripThroughText(DpEvent event) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode read = mapper.readTree(mapper.writeValueAsString(DpEventJson.toJson(event)));
        assertEquals(event, DpEventJson.fromJson(read));
    }

    @Test
    void formatIsStable() {
        DpEvent event = new DpEvent.Gaussian(1.5).poissonSampled(0.25).times(3);
        assertEquals(
                "{\"type\":\"selfComposed\",\"event\":{\"type\":\"poissonSampled\",\"samplingProbability\":0.25,"
                        + "\"event\":{\"type\":\"gaussian\",\"noiseMultiplier\":1.5}},\"count\":3}",
                DpEventJson.toJson(event).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\": \"laplace\"}",
                "{\"type\": \"gaussian\"}",
                "{\"type\": \"gaussian\", \"noiseMultiplier\": \"1\"}",
                "{\"type\": \"gaussian\", \"noiseMultiplier\": -1}",
                "{\"type\": \"gaussian\", \"noiseMultiplier\": 1, \"sensitivity\": 2}",
                "{\"type\": \"selfComposed\", \"event\": {\"type\": \"nonPrivate\"}, \"count\": 1.5}",
                "{\"type\": \"selfComposed\", \"event\": {\"type\": \"nonPrivate\"}, \"count\": 1e30}",
                "{\"type\": \"composed\", \"events\": {}}"
            })
    void refusesWhatItDoesNotUnderstand(String json) throws IOException {
        JsonNode tree = new ObjectMapper().readTree(json);
        String message = assertThrows(IllegalArgumentException.class, () -> DpEventJson.fromJson(tree))
                .getMessage();
        assertTrue(message.contains("must"), message);
    }
}
