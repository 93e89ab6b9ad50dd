package org.dpmodel.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplingSchemesTest {
    @Test
    void areFoundByTheirNames() {
        for (SamplingScheme scheme : List.of(SamplingSchemes.poisson(8), SamplingSchemes.shuffled(8))) {
            assertEquals(scheme, SamplingSchemes.byName(scheme.name(), 8));
        }
        assertEquals(new PoissonSampling(8), SamplingSchemes.byName("Poisson", 8));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> SamplingSchemes.byName("uniform", 8));
        assertEquals("sampling must be one of [poisson, shuffled], found uniform: correct the name", e.getMessage());
    }
}
