package org.dpmodel.accountant.gdp;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.ReducedEvent;
import org.dpmodel.accountant.form.CutProbability;
import org.dpmodel.accountant.form.DiscreteGaussianSum;
import org.dpmodel.accountant.form.FixedSizeGaussian;
import org.dpmodel.accountant.form.GaussianSum;
import org.dpmodel.accountant.form.PoissonDiscreteGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.internal.ReducingAccountant;

/**
 * The exact accountant of Gaussian events, by {@link GaussianPrivacyCurve}. Sampled events are refused, since there is no
 * closed form for them. Mutable, not thread-safe.
 */
public final class GdpAccountant extends ReducingAccountant {
    /** The name in statements. */
    public static final String NAME = "GDP";

    private static final Set<Class<? extends ReducedForm>> DISCRETE =
            Set.of(DiscreteGaussianSum.class, PoissonDiscreteGaussian.class);
    private static final Set<Class<? extends ReducedForm>> SAMPLED =
            Set.of(PoissonGaussian.class, FixedSizeGaussian.class, CutProbability.class);

    /**
     * An accountant with an empty ledger.
     *
     * @param adjacency the adjacency of all answers
     */
    public GdpAccountant(Adjacency adjacency) {
        super(NAME, adjacency);
    }

    private GdpAccountant(GdpAccountant other) {
        super(other);
    }

    @Override
    public GdpAccountant copy() {
        return new GdpAccountant(this);
    }

    @Override
    protected Set<Class<? extends ReducedForm>> charges() {
        return Set.of(GaussianSum.class);
    }

    @Override
    protected String refusal(Set<Class<? extends ReducedForm>> others) {
        if (!Collections.disjoint(others, DISCRETE)) {
            return "the closed form is that of continuous Gaussian noise: use the RDP accountant";
        }
        return SAMPLED.containsAll(others)
                ? "only unsampled Gaussian events have a closed form: use the PLD accountant"
                : super.refusal(others);
    }

    @Override
    protected void absorb(DpEvent event, ReducedEvent reduced, long count) {
        // the total is all there is
    }

    @Override
    protected PrivacyGuarantee boundedGuarantee(double delta) {
        return new PrivacyGuarantee(curve().epsilon(delta), delta, List.of());
    }

    @Override
    protected double boundedDelta(double epsilon) {
        return curve().delta(epsilon);
    }

    private GaussianPrivacyCurve curve() {
        return new GaussianPrivacyCurve(Math.sqrt(total().gaussianMuSquared()));
    }
}
