package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seen to fail with an ordinary mapper: a sampling probability of 1e-400 was one of 0, and cost nothing. */
class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"1e-400", "-1e-400", "0.1e-330", "1e400", "-1e400"})
    void aNumberThatNoDoubleHoldsIsRefused(String number) {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> StrictJson.read("{\"samplingProbability\": " + number + "}"))
                .getMessage();
        assertTrue(message.contains("found " + new BigDecimal(number)), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0e-400", "4.9e-324", "1.7976931348623157e308", "0.1", "12345678901234567890.5"})
    void otherNumbersAreWhatAnyoneReads(String number) throws JsonProcessingException {
        JsonNode read = StrictJson.read("[" + number + "]").get(0);
        assertEquals(Double.parseDouble(number), read.doubleValue());
        assertEquals(Double.toString(read.doubleValue()), read.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"epsilon\": 2, \"epsilon\": 1}", "{} {}", "[1] 2", "{\"epsilon\": NaN}"})
    void whatIsSaidTwiceOrGoesOnIsNoText(String text) {
        assertThrows(JsonProcessingException.class, () -> StrictJson.read(text));
    }

    @Test
    void soIsAnExponentThatNothingHolds() {
        assertThrows(IllegalArgumentException.class, () -> StrictJson.read("[1e-99999999999]"));
    }

    @Test
    void anEventHasTheNumbersThatWereWritten() throws JsonProcessingException {
        DpEvent event = new DpEvent.Gaussian(1e-150).poissonSampled(4.9e-324).times(Long.MAX_VALUE);
        assertEquals(
                event,
                DpEventJson.fromJson(StrictJson.read(DpEventJson.toJson(event).toString())));
    }
}
