package org.dpmodel.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SamplingSchemesTest {
    @Test
    void areFoundByTheirNames() {
        List<SamplingScheme> schemes = List.of(
                SamplingSchemes.poisson(8),
                SamplingSchemes.truncatedPoisson(8),
                SamplingSchemes.withoutReplacement(8),
                SamplingSchemes.ballsInBins(8),
                SamplingSchemes.shuffled(8));
        for (SamplingScheme scheme : schemes) {
            assertEquals(scheme, SamplingSchemes.byName(scheme.name(), 8));
        }
        assertEquals(schemes.stream().map(SamplingScheme::name).toList(), List.copyOf(SamplingSchemes.names()));
        assertEquals(new PoissonSampling(8), SamplingSchemes.byName("Poisson", 8));
        assertEquals(SamplingSchemes.cyclic(8, 16), SamplingSchemes.byName("Cyclic:16", 8));
        for (String partless : List.of("cyclic", "cyclic:", "cyclic:-1", "cyclic:0", "cyclic:12345678901")) {
            assertThrows(IllegalArgumentException.class, () -> SamplingSchemes.byName(partless, 8), partless);
        }
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> SamplingSchemes.byName("uniform", 8));
        assertEquals(
                "sampling must be one of [poisson, truncated-poisson, without-replacement, balls-in-bins,"
                        + " shuffled] or cyclic:PARTS, found uniform: correct the name",
                e.getMessage());
    }
}
