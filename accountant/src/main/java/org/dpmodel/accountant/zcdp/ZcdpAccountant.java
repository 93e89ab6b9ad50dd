package org.dpmodel.accountant.zcdp;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.PrivacyGuarantee;
import org.dpmodel.accountant.ReducedEvent;
import org.dpmodel.accountant.form.AllocatedGaussian;
import org.dpmodel.accountant.form.CutProbability;
import org.dpmodel.accountant.form.DiscreteGaussianSum;
import org.dpmodel.accountant.form.FixedSizeGaussian;
import org.dpmodel.accountant.form.GaussianSum;
import org.dpmodel.accountant.form.PoissonDiscreteGaussian;
import org.dpmodel.accountant.form.PoissonGaussian;
import org.dpmodel.accountant.form.ReducedForm;
import org.dpmodel.accountant.form.TruncatedPoissonGaussian;
import org.dpmodel.accountant.internal.ReducingAccountant;

/**
 * The accountant of zero-concentrated differential privacy: a Gaussian event costs rho = 1 / (2 noiseMultiplier²), and
 * rho adds up (Bun and Steinke 2016, arXiv 1605.02065).
 *
 * <p>zCDP has no amplification by sampling. A sampled event is charged as if it were not sampled, which is an upper
 * bound (Rényi divergence is jointly quasi-convex), usually a loose one; the guarantee's notes say so. Mutable, not
 * thread-safe.
 */
public final class ZcdpAccountant extends ReducingAccountant {
    /** The name in statements. */
    public static final String NAME = "zCDP";

    private static final Set<Class<? extends ReducedForm>> CHARGES = Set.of(
            GaussianSum.class,
            DiscreteGaussianSum.class,
            PoissonGaussian.class,
            PoissonDiscreteGaussian.class,
            FixedSizeGaussian.class,
            AllocatedGaussian.class,
            TruncatedPoissonGaussian.class,
            CutProbability.class);

    private final ZcdpConversion conversion;
    private double rho;

    /**
     * An accountant with the tight conversion.
     *
     * @param adjacency the adjacency of all answers
     */
    public ZcdpAccountant(Adjacency adjacency) {
        this(adjacency, ZcdpConversion.TIGHT);
    }

    /**
     * An accountant with the given conversion.
     *
     * @param adjacency the adjacency of all answers
     * @param conversion how rho becomes (epsilon, delta)
     */
    public ZcdpAccountant(Adjacency adjacency, ZcdpConversion conversion) {
        super(NAME, adjacency);
        this.conversion = Objects.requireNonNull(conversion, "conversion");
    }

    private ZcdpAccountant(ZcdpAccountant other) {
        super(other);
        this.conversion = other.conversion;
        this.rho = other.rho;
    }

    @Override
    public ZcdpAccountant copy() {
        return new ZcdpAccountant(this);
    }

    /**
     * The composed cost.
     *
     * @return rho, at least 0; infinite after a release without noise, and after truncated samples, which have no rho
     */
    public double rho() {
        return total().nonPrivate() || total().truncation() > 0 ? Double.POSITIVE_INFINITY : rho;
    }

    @Override
    protected Set<Class<? extends ReducedForm>> charges() {
        return CHARGES;
    }

    @Override
    protected void absorb(DpEvent event, ReducedEvent reduced, long count) {
        double sum = reduced.muSquared();
        for (var step : reduced.steps(PoissonGaussian.class).entrySet()) {
            sum += step.getValue() / square(step.getKey().noiseMultiplier());
        }
        for (var step : reduced.steps(PoissonDiscreteGaussian.class).entrySet()) {
            sum += step.getValue() / square(step.getKey().noiseMultiplier());
        }
        for (var step : reduced.steps(TruncatedPoissonGaussian.class).entrySet()) {
            sum += step.getValue() / square(step.getKey().noiseMultiplier());
        }
        for (var step : reduced.steps(AllocatedGaussian.class).entrySet()) {
            sum += step.getValue() / square(step.getKey().noiseMultiplier());
        }
        for (var step : reduced.steps(FixedSizeGaussian.class).entrySet()) {
            sum += step.getValue() / square(step.getKey().noiseMultiplier());
        }
        rho += count * sum / 2;
    }

    @Override
    protected PrivacyGuarantee boundedGuarantee(double delta) {
        boolean sampled = !total().isUnsampled();
        List<String> notes = sampled
                ? List.of("zCDP has no amplification by sampling: the steps are charged as if each used all examples.")
                : List.of();
        return new PrivacyGuarantee(conversion.epsilon(rho, delta), delta, notes);
    }

    @Override
    protected double boundedDelta(double epsilon) {
        return conversion.delta(rho, epsilon);
    }

    private static double square(double x) {
        return x * x;
    }
}
