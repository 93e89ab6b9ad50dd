package org.dpmodel.audit;

import org.dpmodel.accountant.Adjacency;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.plan.PlannedRun;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.sampling.SamplingSchemes;

/** Plans of tests. */
final class Plans {
    static final double DELTA = 1e-5;
    static final double NORM = 0.1;

    private Plans() {}

    static PrivacyPlan poisson(int batchSize, double noiseMultiplier) {
        return plan("poisson", batchSize, ClipMechanisms.fixed(NORM), noiseMultiplier);
    }

    static PrivacyPlan plan(String sampling, int batchSize, ClipMechanism clipping, double noiseMultiplier) {
        SamplingScheme scheme = SamplingSchemes.byName(sampling, batchSize);
        Adjacency adjacency = scheme.usualAdjacency();
        return new PrivacyPlan(scheme, clipping, NoiseMechanisms.gaussian(noiseMultiplier), adjacency, 1);
    }

    static AuditClaim claim(PrivacyPlan plan, int records, int epochs) {
        int stepsPerEpoch = plan.sampling().stepsPerEpoch(records);
        return AuditClaim.of(new PlannedRun(plan, records, (long) epochs * stepsPerEpoch), DELTA);
    }

    /** The claim of Poisson batches with the least noise that keeps an epsilon. */
    static AuditClaim claimOf(double epsilon, int records, int batchSize, int epochs) {
        double low = 0.3;
        double high = 200;
        while (high / low > 1.0001) {
            double middle = Math.sqrt(low * high);
            if (claim(poisson(batchSize, middle), records, epochs).epsilon() > epsilon) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return claim(poisson(batchSize, high), records, epochs);
    }
}
