package org.dpmodel.accountant.gdp;

import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.ReducedEvent;
import org.dpmodel.accountant.UnsupportedEventException;
import org.dpmodel.accountant.internal.ReducingAccountant;

/**
 * The exact accountant of Gaussian events, by {@link GaussianPrivacyCurve}. Sampled events are refused: for them there
 * is no closed form. Mutable, not thread-safe.
 */
public final class GdpAccountant extends ReducingAccountant {
    /** The name in statements. */
    public static final String NAME = "GDP";

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
    protected void refuseUnsupported(ReducedEvent reduced, DpEvent event) {
        if (!reduced.isGaussianOnly() && !reduced.nonPrivate()) {
            throw new UnsupportedEventException(
                    name(),
                    event,
                    reduced.hasDiscrete()
                            ? "the closed form is that of continuous Gaussian noise: use the RDP accountant"
                            : "only unsampled Gaussian events have a closed form: use the PLD accountant");
        }
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
