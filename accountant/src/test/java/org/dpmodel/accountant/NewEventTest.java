package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.dpmodel.accountant.gdp.GdpAccountant;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.dpmodel.accountant.zcdp.ZcdpAccountant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An event is one class: with known forms every accountant charges it, with an unknown one every accountant refuses it. */
class NewEventTest {
    private static final DpEvent ROTATED = new RotatedGaussian(1.5, 100);
    private static final DpEvent GAUSSIAN = new DpEvent.Gaussian(1.5);
    private static final DpEvent STAIRCASE = new Staircase(0.1);
    private static final EventTypes TYPES = EventTypes.standard().with(RotatedGaussian.class);

    static Stream<PrivacyAccountant> accountants() {
        return Stream.of(Adjacency.values())
                .flatMap(a -> Stream.of(
                        new RdpAccountant(a), new PldAccountant(a), new ZcdpAccountant(a), new GdpAccountant(a)));
    }

    private static double epsilon(PrivacyAccountant accountant, DpEvent event) {
        PrivacyAccountant fresh = accountant.copy();
        fresh.compose(event, 10);
        return fresh.epsilon(1e-5);
    }

    @ParameterizedTest
    @MethodSource("accountants")
    void everyAccountantChargesAnEventOfKnownForms(PrivacyAccountant accountant) {
        assertEquals(epsilon(accountant, GAUSSIAN), epsilon(accountant, ROTATED));
        DpEvent sampled = GAUSSIAN.poissonSampled(0.01);
        if (accountant.supports(sampled)) {
            double known = epsilon(accountant, sampled);
            assertEquals(known, epsilon(accountant, ROTATED.poissonSampled(0.01)), 1e-12 * known);
        }
    }

    @ParameterizedTest
    @MethodSource("accountants")
    void everyAccountantRefusesAnUnknownFormByName(PrivacyAccountant accountant) {
        accountant.compose(GAUSSIAN);
        DpEvent hidden = new DpEvent.Composed(List.of(GAUSSIAN, STAIRCASE.times(3)));
        for (DpEvent event : List.of(STAIRCASE, hidden)) {
            assertFalse(accountant.supports(event));
            UnsupportedEventException e =
                    assertThrows(UnsupportedEventException.class, () -> accountant.compose(event, 2));
            assertEquals(event, e.event());
            String message = e.getMessage();
            assertTrue(message.startsWith(accountant.name() + " cannot charge " + event), message);
            assertTrue(message.contains("StaircaseStep"), message);
        }
        for (DpEvent choice : List.of(STAIRCASE.poissonSampled(0.1), new DpEvent.ShuffledEpoch(3, STAIRCASE))) {
            UnsupportedEventException e =
                    assertThrows(UnsupportedEventException.class, () -> accountant.compose(choice));
            assertEquals(choice, e.event());
        }
        assertEquals(new DpEvent.Composed(List.of(GAUSSIAN)), accountant.ledger());
    }

    @ParameterizedTest
    @MethodSource("accountants")
    void anUnknownFormBesideAReleaseWithoutGuaranteeIsInfinitelyDear(PrivacyAccountant accountant) {
        accountant.compose(new DpEvent.Composed(List.of(STAIRCASE, new DpEvent.NonPrivate())));
        assertEquals(Double.POSITIVE_INFINITY, accountant.epsilon(1e-5));
        assertEquals(1, accountant.delta(100));
    }

    /** An event of which the library does not know the parts. */
    record Wrapped(DpEvent event) implements DpEvent {
        @Override
        public ReducedEvent reduce(Adjacency adjacency) {
            return event.reduce(adjacency);
        }
    }

    @Test
    void anEventCannotHideAShuffledEpochFromSampling() {
        DpEvent wrapped = new Wrapped(new DpEvent.ShuffledEpoch(3, GAUSSIAN));
        for (Adjacency adjacency : Adjacency.values()) {
            RdpAccountant accountant = new RdpAccountant(adjacency);
            assertTrue(accountant.supports(wrapped.times(2)));
            assertFalse(accountant.supports(wrapped.times(2).poissonSampled(0.5)));
            assertFalse(accountant.supports(new DpEvent.SampledWithoutReplacement(10, 5, wrapped)));
            assertFalse(accountant.supports(new DpEvent.TruncatedPoissonSampled(0.5, 9, 10, wrapped)));
        }
    }

    @Test
    void jsonIsThatOfTheComponentsOnceTheRecordIsRegistered() throws IOException {
        DpEvent event = new DpEvent.Composed(List.of(GAUSSIAN, ROTATED.poissonSampled(0.25)));
        String text = DpEventJson.toJson(event, TYPES).toString();
        assertTrue(text.contains("{\"type\":\"rotatedGaussian\",\"noiseMultiplier\":1.5,\"dimensions\":100}"), text);
        assertEquals(event, DpEventJson.fromJson(new ObjectMapper().readTree(text), TYPES));
    }

    @Test
    void whatIsNotRegisteredIsNeitherWrittenNorRead() {
        String written = assertThrows(IllegalArgumentException.class, () -> DpEventJson.toJson(ROTATED.times(2)))
                .getMessage();
        assertTrue(written.contains("RotatedGaussian") && written.contains("EventTypes.with"), written);
        var json = DpEventJson.toJson(ROTATED.times(2), TYPES);
        String read = assertThrows(IllegalArgumentException.class, () -> DpEventJson.fromJson(json))
                .getMessage();
        assertTrue(read.contains("found rotatedGaussian"), read);
    }
}
