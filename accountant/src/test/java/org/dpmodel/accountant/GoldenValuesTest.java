package org.dpmodel.accountant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.accountant.pld.CertifiedInterval;
import org.dpmodel.accountant.pld.PldAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A few values of the reference file accounting.json, quoted so that the module is tested without it. RDP: orders of
 * dp_accounting with divergences exact to 1e-12 (mpmath). Truth: tilted FFT composition, converged to 2e-5 relative.
 */
class GoldenValuesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "tfp-tutorial,             0.004166666666666667, 1.2, 960,   1e-5,  0.7036844344144487, 0.488866647826318",
        "mindarmour-tutorial-1e-5, 0.004266666666666667, 1.0, 2340,  1e-5,  1.3516162963692844, 1.0989640709933517",
        "abadi-mnist-medium-noise, 0.01,                 4.0, 2000,  1e-5,  0.4357901573262667, 0.3953606387630235",
        "q001-s1-ten,              0.01,                 1.0, 10,    1e-5,  1.035305934417778,  0.3799022427139558",
        "q001-s1-10000-1e-12,      0.01,                 1.0, 10000, 1e-12, 10.79420508276182,  10.346689769234132",
        "q01-s05-1000,             0.1,                  0.5, 1000,  1e-5,  136.05369682824724, 126.16656146586506",
        "q099-s1-10,               0.99,                 1.0, 10,    1e-5,  18.923722609292916, 17.726730176785296"
    })
    void sampledGaussian(
            String id, double q, double noise, long steps, double delta, double expectedRdp, double truth) {
        DpEvent run = new DpEvent.Gaussian(noise).poissonSampled(q).times(steps);
        RdpAccountant rdp = new RdpAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        rdp.compose(run);
        assertEquals(expectedRdp, rdp.epsilon(delta), 1e-6 * expectedRdp);
        PldAccountant pld = new PldAccountant(Adjacency.ADD_OR_REMOVE_ONE);
        pld.compose(run);
        CertifiedInterval interval = pld.epsilonInterval(delta);
        assertTrue(interval.lower() <= truth * (1 + 2e-5), () -> interval + " above " + truth);
        assertTrue(interval.upper() >= truth * (1 - 2e-5), () -> interval + " below " + truth);
        assertTrue(interval.upper() <= truth * 1.001, () -> interval + " not tight to " + truth);
        assertTrue(interval.lower() >= truth * 0.99, () -> interval + " not tight to " + truth);
    }

    /** replace-poisson-mnist: dp_accounting's pessimistic PLD at interval 1e-4 gives 1.7623746601592152. */
    @ParameterizedTest
    @CsvSource("0.004266666666666667, 1.0, 2340, 1e-5, 1.7623746601592152")
    void replaceOne(double q, double noise, long steps, double delta, double other) {
        PldAccountant pld = new PldAccountant(Adjacency.REPLACE_ONE);
        pld.compose(new DpEvent.Gaussian(noise / 2).poissonSampled(q), steps);
        CertifiedInterval interval = pld.epsilonInterval(delta);
        assertTrue(interval.lower() <= other && interval.upper() <= other * 1.001, interval::toString);
        assertTrue(interval.upper() >= other * 0.999, interval::toString);
    }
}
