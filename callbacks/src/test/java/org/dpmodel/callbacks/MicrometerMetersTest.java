package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import java.util.stream.Collectors;
import org.dpmodel.DPModel;
import org.junit.jupiter.api.Test;

/** Meters follow a training, and show nothing of private data. */
class MicrometerMetersTest {
    @Test
    void stepsAndEpsilonAreMeasured() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DPModel model = SmallTraining.model()) {
            SmallTraining.train(model, 2, MicrometerMeters.in(registry));
            assertEquals(10, registry.get("dpmodel.steps").counter().count());
            assertEquals(
                    model.privacyStatement().epsilon(),
                    registry.get("dpmodel.epsilon")
                            .tag("delta", "1.0E-5")
                            .gauge()
                            .value());
            assertEquals(
                    2,
                    registry.get("dpmodel.epoch")
                            .tag("model", model.name())
                            .gauge()
                            .value());
            assertEquals(2, registry.get("dpmodel.epochs").gauge().value());
            Set<String> names = registry.getMeters().stream()
                    .map(meter -> meter.getId().getName())
                    .collect(Collectors.toSet());
            assertEquals(Set.of("dpmodel.steps", "dpmodel.epsilon", "dpmodel.epoch", "dpmodel.epochs"), names);
        }
    }

    @Test
    void aTrainingWithoutPrivacyHasInfiniteEpsilon() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (DPModel model = SmallTraining.modelWithoutPrivacy()) {
            SmallTraining.train(model, 1, MicrometerMeters.in(registry));
            assertTrue(Double.isInfinite(registry.get("dpmodel.epsilon").gauge().value()));
        }
    }
}
