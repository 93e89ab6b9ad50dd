package org.dpmodel.accountant.pld;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.BestOfRuns;
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
import org.dpmodel.accountant.gdp.GaussianPrivacyCurve;
import org.dpmodel.accountant.internal.ReducingAccountant;
import org.dpmodel.accountant.rdp.RdpAccountant;

/**
 * The tight accountant: composes privacy loss distributions and returns proven bounds on both sides of the true epsilon.
 *
 * <p>Formal guarantee: {@link #epsilon} and {@link #delta} are upper bounds on the true values of the ledger under the
 * adjacency, {@link #lowerEpsilon} and {@link #lowerDelta} lower bounds; discretization, truncation and the rounding of
 * the Fourier transform are all on the safe side. The upper bound is never above {@link RdpAccountant}'s.
 *
 * <ul>
 *   <li>Plain Gaussian events are answered in closed form, as is a single sampled step.
 *   <li>Poisson-sampled steps, whether equal or not, are discretized pessimistically and optimistically and composed by
 *       Fourier transforms of the tilted distributions, in both directions of the adjacency.
 *   <li>Epochs of random allocation are discretized as a whole, and composed likewise, under add-or-remove-one; truncated
 *       Poisson samples are treated as mixtures of two steps, without a lower bound.
 *   <li>For steps sampled without replacement, and for everything that cannot be resolved within the memory bound, the
 *       answer is RDP's bound; the guarantee's notes say so.
 * </ul>
 *
 * <p>Mutable, not thread-safe. Sources: Gopi, Lee, Wutschitz 2021 (arXiv 2106.02848); Doroshenko et al. 2022 (arXiv
 * 2207.04380); Zhu, Dong, Wang 2022 (arXiv 2106.08567).
 */
public final class PldAccountant extends ReducingAccountant {
    /** The name in statements. */
    public static final String NAME = "PLD";

    /** Forms whose privacy loss distribution is known; RDP answers for others, which it must support. */
    private static final Set<Class<? extends ReducedForm>> RESOLVED =
            Set.of(GaussianSum.class, PoissonGaussian.class, TruncatedPoissonGaussian.class, AllocatedGaussian.class);

    private static final Set<Class<? extends ReducedForm>> CHARGES = Set.of(
            GaussianSum.class,
            PoissonGaussian.class,
            TruncatedPoissonGaussian.class,
            AllocatedGaussian.class,
            CutProbability.class,
            DiscreteGaussianSum.class,
            PoissonDiscreteGaussian.class,
            FixedSizeGaussian.class,
            BestOfRuns.class);

    private static final String BY_RDP =
            "The privacy loss distribution could not be resolved; this is the bound of Rényi accounting.";
    private static final String WITHOUT_REPLACEMENT =
            "Steps sampled without replacement are accounted by Rényi differential privacy.";
    private static final String NOT_AMPLIFIED =
            "With so little noise, balls in bins are charged as if it were known which step an example takes part in.";
    private static final String CUT =
            "Truncated samples of events other than Gaussian ones are accounted by Rényi differential privacy.";
    private static final String DISCRETE =
            "Discrete Gaussian noise is charged by RDP: its privacy loss distribution is not known to be dominated.";

    private static final String BEST_OF_RUNS =
            "The best of several runs is charged by RDP, for which its cost is proven.";

    private final PldOptions options;
    private final RdpAccountant rdp;
    private final List<DirectionalBound> upper;
    private final List<DirectionalBound> lower;

    /**
     * An accountant with default options.
     *
     * @param adjacency the adjacency of all answers
     */
    public PldAccountant(Adjacency adjacency) {
        this(adjacency, PldOptions.defaults());
    }

    /**
     * An accountant with the given options.
     *
     * @param adjacency the adjacency of all answers
     * @param options accuracy and memory
     */
    public PldAccountant(Adjacency adjacency, PldOptions options) {
        super(NAME, adjacency);
        this.options = Objects.requireNonNull(options, "options");
        this.rdp = new RdpAccountant(adjacency);
        this.upper = bounds(true);
        this.lower = bounds(false);
    }

    private PldAccountant(PldAccountant other) {
        super(other);
        this.options = other.options;
        this.rdp = other.rdp.copy();
        this.upper = bounds(true);
        this.lower = bounds(false);
    }

    private List<DirectionalBound> bounds(boolean isUpper) {
        StepLosses losses = new StepLosses(adjacency(), isUpper);
        DirectionalBound forward = new DirectionalBound(losses, false, isUpper, options);
        return adjacency() == Adjacency.REPLACE_ONE
                ? List.of(forward)
                : List.of(forward, new DirectionalBound(losses, true, isUpper, options));
    }

    @Override
    public PldAccountant copy() {
        return new PldAccountant(this);
    }

    /**
     * A lower bound on the true epsilon: no accountant can ever prove less.
     *
     * @param delta the delta at which epsilon is computed, in [0, 1]
     * @return the bound, at least 0; infinite if the true epsilon is infinite
     */
    public double lowerEpsilon(double delta) {
        PrivacyGuarantee guarantee = guarantee(delta);
        if (guarantee.epsilon() == 0 || Double.isInfinite(guarantee.epsilon())) {
            return delta == 0 && !total().isNothing() ? Double.POSITIVE_INFINITY : unboundedLower(guarantee);
        }
        if (hasClosedForm()) {
            return total().isGaussianOnly()
                    ? gaussianCurve().lowerEpsilon(delta)
                    : oneStepCurve().lowerEpsilon(delta);
        }
        if (needsRdp() || isCut()) {
            return 0;
        }
        Map<ReducedForm.Step, Long> steps = steps(false);
        if (steps.isEmpty() || !StepMerging.isResolvable(steps)) {
            return 0;
        }
        double best = lower.stream()
                .mapToDouble(b -> b.epsilon(steps, delta, 0))
                .max()
                .orElse(0);
        return Math.min(best, guarantee.epsilon());
    }

    private double unboundedLower(PrivacyGuarantee guarantee) {
        return total().muSquared() == Double.POSITIVE_INFINITY ? guarantee.epsilon() : 0;
    }

    /**
     * Both bounds on the true epsilon.
     *
     * @param delta the delta at which epsilon is computed, in [0, 1]
     * @return the interval
     */
    public CertifiedInterval epsilonInterval(double delta) {
        return new CertifiedInterval(lowerEpsilon(delta), epsilon(delta));
    }

    /**
     * A lower bound on the true delta.
     *
     * @param epsilon privacy loss, at least 0
     * @return the bound, in [0, 1]
     */
    public double lowerDelta(double epsilon) {
        double above = delta(epsilon);
        if (total().isNothing() || total().isUnbounded() || Double.isInfinite(epsilon)) {
            return total().muSquared() == Double.POSITIVE_INFINITY ? above : 0;
        }
        if (hasClosedForm()) {
            return total().isGaussianOnly()
                    ? gaussianCurve().lowerDelta(epsilon)
                    : oneStepCurve().lowerDelta(epsilon);
        }
        if (needsRdp() || isCut()) {
            return 0;
        }
        Map<ReducedForm.Step, Long> steps = steps(false);
        if (steps.isEmpty() || !StepMerging.isResolvable(steps)) {
            return 0;
        }
        double guess = Math.log(above);
        double best = lower.stream()
                .mapToDouble(b -> b.logDelta(steps, epsilon, guess, Double.NEGATIVE_INFINITY))
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        return Math.min(above, Math.exp(best));
    }

    @Override
    protected Set<Class<? extends ReducedForm>> charges() {
        if (adjacency() == Adjacency.ADD_OR_REMOVE_ONE) {
            return CHARGES;
        }
        Set<Class<? extends ReducedForm>> others = new HashSet<>(CHARGES);
        others.remove(AllocatedGaussian.class);
        return others;
    }

    /** RDP includes it in its answers; otherwise truncated samples are resolved. */
    @Override
    protected double cutProbability() {
        return 0;
    }

    @Override
    protected void absorb(DpEvent event, ReducedEvent reduced, long count) {
        rdp.compose(event, count);
    }

    @Override
    protected PrivacyGuarantee boundedGuarantee(double delta) {
        PrivacyGuarantee byRdp = rdp.guarantee(delta);
        if (needsRdp()) {
            return new PrivacyGuarantee(byRdp.epsilon(), delta, List.of(whyRdp()));
        }
        double epsilon = tightEpsilon(delta);
        return epsilon <= byRdp.epsilon()
                ? new PrivacyGuarantee(epsilon, delta, notes())
                : new PrivacyGuarantee(byRdp.epsilon(), delta, List.of(BY_RDP));
    }

    private List<String> notes() {
        boolean allAmplified =
                total().steps(AllocatedGaussian.class).keySet().stream().allMatch(StepMerging::isAmplified);
        return allAmplified ? List.of() : List.of(NOT_AMPLIFIED);
    }

    private String whyRdp() {
        if (!total().steps(BestOfRuns.class).isEmpty()) {
            return BEST_OF_RUNS;
        }
        if (total().hasDiscrete()) {
            return DISCRETE;
        }
        return total().sum(CutProbability.class).isPresent() ? CUT : WITHOUT_REPLACEMENT;
    }

    private double tightEpsilon(double delta) {
        if (total().isGaussianOnly()) {
            return gaussianCurve().epsilon(delta);
        }
        if (isOneStep()) {
            return oneStepCurve().epsilon(delta);
        }
        Map<ReducedForm.Step, Long> steps = steps(true);
        if (!StepMerging.isResolvable(steps)) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (DirectionalBound bound : upper) {
            worst = Math.max(worst, bound.epsilon(steps, delta, worst));
        }
        return worst;
    }

    @Override
    protected double boundedDelta(double epsilon) {
        double byRdp = rdp.delta(epsilon);
        if (needsRdp()) {
            return byRdp;
        }
        return Math.min(byRdp, Math.exp(tightLogDelta(epsilon, Math.log(byRdp))));
    }

    private double tightLogDelta(double epsilon, double guess) {
        if (total().isGaussianOnly()) {
            return gaussianCurve().logDelta(epsilon);
        }
        if (isOneStep()) {
            return oneStepCurve().logDelta(epsilon);
        }
        Map<ReducedForm.Step, Long> steps = steps(true);
        if (!StepMerging.isResolvable(steps)) {
            return 0;
        }
        double worst = Double.NEGATIVE_INFINITY;
        for (DirectionalBound bound : upper) {
            worst = Math.max(worst, bound.logDelta(steps, epsilon, guess, worst));
        }
        return worst;
    }

    /**
     * Whether the answers come from a closed form: only Gaussian events, or a single sampled step, or a release without
     * any noise.
     *
     * @return true if epsilon is exact to about 1e-12 relative
     */
    public boolean hasClosedForm() {
        return total().isUnbounded() || total().isGaussianOnly() || (isOneStep() && !needsRdp());
    }

    /** Whether the privacy loss distribution of a part is not known, but its Rényi divergences are. */
    private boolean needsRdp() {
        return !RESOLVED.containsAll(total().forms());
    }

    /** Whether samples may have been truncated, for which no lower bound is known. */
    private boolean isCut() {
        return !total().steps(TruncatedPoissonGaussian.class).isEmpty();
    }

    private boolean isOneStep() {
        return total().consistsOf(Set.of(PoissonGaussian.class))
                && total().steps(PoissonGaussian.class).size() == 1
                && total().steps(PoissonGaussian.class).values().iterator().next() == 1;
    }

    private GaussianPrivacyCurve gaussianCurve() {
        return new GaussianPrivacyCurve(Math.sqrt(total().gaussianMuSquared()));
    }

    private OneStepCurve oneStepCurve() {
        return new OneStepCurve(
                total().steps(PoissonGaussian.class).keySet().iterator().next(), adjacency());
    }

    /** All steps, with the plain Gaussian ones as one step with sampling probability 1. */
    private Map<ReducedForm.Step, Long> steps(boolean isUpper) {
        Map<ReducedForm.Step, Long> steps = new LinkedHashMap<>();
        if (total().gaussianMuSquared() > 0) {
            steps.put(new PoissonGaussian(1, total().gaussianNoiseMultiplier()), 1L);
        }
        steps.putAll(total().steps(PoissonGaussian.class));
        steps.putAll(total().steps(TruncatedPoissonGaussian.class));
        steps.putAll(total().steps(AllocatedGaussian.class));
        return StepMerging.merge(StepMerging.withinReach(steps, isUpper), isUpper);
    }
}
