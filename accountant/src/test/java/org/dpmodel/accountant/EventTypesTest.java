package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every registered event; a new one is tested here by its line in {@link EventTypes}. */
class EventTypesTest {
    private static final DpEvent GAUSSIAN = new DpEvent.Gaussian(1.5);

    static List<DpEvent> oneOfEach() {
        List<DpEvent> events = new ArrayList<>();
        for (Class<? extends DpEvent> record : EventTypes.standard().records()) {
            EventType type = EventType.of(record);
            events.add(type.create(type.fields().stream()
                    .map(field -> switch (field.kind()) {
                        case NUMBER -> (Object) 0.5;
                        case INTEGER -> 3L;
                        case EVENT -> GAUSSIAN;
                        case EVENTS -> List.of(GAUSSIAN, GAUSSIAN);
                    })
                    .toArray()));
        }
        return events;
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void isReadAsItWasWritten(DpEvent event) throws IOException {
        JsonNode json = new ObjectMapper().readTree(DpEventJson.toJson(event).toString());
        assertEquals(event, DpEventJson.fromJson(json));
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void eachFieldIsNeededAndOfItsType(DpEvent event) {
        EventType type = EventType.of(event.getClass());
        for (EventType.Field field : type.fields()) {
            ObjectNode missing = DpEventJson.toJson(event);
            missing.remove(field.name());
            ObjectNode mistyped = DpEventJson.toJson(event).put(field.name(), "3");
            ObjectNode unknown = DpEventJson.toJson(event).put("another", 3);
            for (ObjectNode json : List.of(missing, mistyped, unknown)) {
                String message = assertThrows(IllegalArgumentException.class, () -> DpEventJson.fromJson(json))
                        .getMessage();
                assertTrue(message.contains("must"), message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("oneOfEach")
    void isChargedOrRefusedAndNeverFree(DpEvent event) {
        NewEventTest.accountants().forEach(accountant -> {
            if (!accountant.supports(event)) {
                UnsupportedEventException e =
                        assertThrows(UnsupportedEventException.class, () -> accountant.compose(event));
                assertTrue(e.getMessage().startsWith(accountant.name() + " cannot charge "), e.getMessage());
                return;
            }
            accountant.compose(event);
            double once = accountant.epsilon(1e-5);
            accountant.compose(event);
            assertTrue(once > 0, event + " by " + accountant.name());
            assertTrue(accountant.epsilon(1e-5) > once || once == Double.POSITIVE_INFINITY, accountant.name());
            assertFalse(Double.isNaN(accountant.delta(1)), accountant.name());
        });
    }

    /** Ledgers on disk hold these texts. */
    @Test
    void textsAreStable() {
        String gaussian = "{\"type\":\"gaussian\",\"noiseMultiplier\":1.5}";
        assertEquals(
                List.of(
                        "{\"type\":\"gaussian\",\"noiseMultiplier\":0.5}",
                        "{\"type\":\"discreteGaussian\",\"noiseMultiplier\":0.5}",
                        "{\"type\":\"poissonSampled\",\"samplingProbability\":0.5,\"event\":" + gaussian + "}",
                        "{\"type\":\"truncatedPoissonSampled\",\"samplingProbability\":0.5,\"maximumBatchSize\":3,"
                                + "\"datasetSize\":3,\"event\":" + gaussian + "}",
                        "{\"type\":\"sampledWithoutReplacement\",\"datasetSize\":3,\"sampleSize\":3,\"event\":"
                                + gaussian + "}",
                        "{\"type\":\"shuffledEpoch\",\"steps\":3,\"event\":" + gaussian + "}",
                        "{\"type\":\"selfComposed\",\"event\":" + gaussian + ",\"count\":3}",
                        "{\"type\":\"composed\",\"events\":[" + gaussian + "," + gaussian + "]}",
                        "{\"type\":\"nonPrivate\"}",
                        "{\"type\":\"ballsInBinsEpoch\",\"steps\":3,\"event\":" + gaussian + "}"),
                oneOfEach().stream()
                        .limit(10)
                        .map(event -> DpEventJson.toJson(event).toString())
                        .toList());
    }

    record Numbered(int number) implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.nothing();
        }
    }

    record Typed(double type) implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.nothing();
        }
    }

    record Gaussian(double noiseMultiplier) implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return ReducedEvent.nothing();
        }
    }

    private static String refusal(Class<? extends DpEvent> record) {
        return assertThrows(IllegalArgumentException.class, () -> EventTypes.standard()
                        .with(record))
                .getMessage();
    }

    @Test
    void whatHasNoJsonIsNotRegistered() {
        assertTrue(refusal(Numbered.class).contains("component number of type int"), refusal(Numbered.class));
        assertTrue(refusal(Typed.class).contains("component named type"), refusal(Typed.class));
        DpEvent anonymous = new DpEvent() {
            @Override
            public ReducedEvent reduce(Adjacency adjacency) {
                return ReducedEvent.nothing();
            }
        };
        assertTrue(refusal(anonymous.getClass()).contains("must be a record"), refusal(anonymous.getClass()));
    }

    /** A namesake is neither registered nor written as the event whose name it has. */
    @Test
    void aNameStandsForOneRecord() {
        assertTrue(refusal(Gaussian.class).contains("gaussian must name only one record"), refusal(Gaussian.class));
        assertThrows(IllegalArgumentException.class, () -> DpEventJson.toJson(new Gaussian(1)));
    }
}
