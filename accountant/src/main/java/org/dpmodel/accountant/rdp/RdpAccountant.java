package org.dpmodel.accountant.rdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
import org.dpmodel.accountant.internal.ReducingAccountant;

/**
 * The accountant of Rényi differential privacy: divergences add up, order by order, and are converted at the end.
 *
 * <p>Fast and simple; its epsilon is an upper bound that is typically 10 to 50 % above
 * the PLD accountant's. Mutable, not thread-safe. Divergences: {@link RenyiDivergence}
 * (Mironov 2017, arXiv 1702.07476; Mironov, Talwar, Zhang 2019, arXiv 1908.10530; Wang, Balle, Kasiviswanathan 2019, arXiv
 * 1808.00087); conversion: Balle et al. 2020 (arXiv 1905.09982) and Canonne, Kamath, Steinke 2020 (arXiv 2004.00010).
 */
public final class RdpAccountant extends ReducingAccountant {
    /** The name in statements. */
    public static final String NAME = "RDP";

    private static final Set<Class<? extends ReducedForm>> CHARGES = Set.of(
            GaussianSum.class,
            DiscreteGaussianSum.class,
            PoissonGaussian.class,
            PoissonDiscreteGaussian.class,
            FixedSizeGaussian.class,
            AllocatedGaussian.class,
            TruncatedPoissonGaussian.class,
            CutProbability.class,
            BestOfRuns.class);

    /**
     * An epsilon and its origin.
     *
     * @param epsilon upper bound on the privacy loss
     * @param order the RDP order that gave it
     * @param atEdgeOfGrid whether the order is the smallest or largest of the grid, so that a wider grid may do better
     */
    public record Optimum(double epsilon, double order, boolean atEdgeOfGrid) {}

    private final RdpOrders orders;
    private final RdpConversion conversion;
    private final Map<ReducedForm.Step, double[]> cache;
    private final double[] divergences;

    /**
     * An accountant over the standard grid of orders.
     *
     * @param adjacency the adjacency of all answers
     */
    public RdpAccountant(Adjacency adjacency) {
        this(adjacency, RdpOrders.standard());
    }

    /**
     * An accountant over the given grid.
     *
     * @param adjacency the adjacency of all answers
     * @param orders the grid of orders
     */
    public RdpAccountant(Adjacency adjacency, RdpOrders orders) {
        super(NAME, adjacency);
        this.orders = Objects.requireNonNull(orders, "orders");
        this.conversion = new RdpConversion(orders);
        this.cache = new HashMap<>();
        this.divergences = new double[orders.size()];
    }

    private RdpAccountant(RdpAccountant other) {
        super(other);
        this.orders = other.orders;
        this.conversion = other.conversion;
        this.cache = new HashMap<>(other.cache);
        this.divergences = other.divergences.clone();
    }

    @Override
    public RdpAccountant copy() {
        return new RdpAccountant(this);
    }

    /**
     * The best order for a delta.
     *
     * @param delta strictly between 0 and 1
     * @return epsilon, the order, and whether it is at the edge of the grid
     * @throws IllegalStateException if the ledger has truncated samples, for which a single order is not enough
     */
    public Optimum optimum(double delta) {
        if (total().truncation() > 0) {
            throw new IllegalStateException(
                    "a ledger with truncated Poisson samples has no best order for a delta: use guarantee(delta)");
        }
        if (!(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException(
                    "delta must be strictly between 0 and 1, found " + delta + ": use guarantee(delta) at the ends");
        }
        return untruncatedOptimum(delta);
    }

    private Optimum untruncatedOptimum(double delta) {
        RdpConversion.Optimum best = conversion.epsilon(divergences(), delta);
        boolean edge = best.value() > 0 && (best.index() == 0 || best.index() == orders.size() - 1);
        return new Optimum(best.value(), orders.get(best.index()), edge);
    }

    /**
     * The grid of orders.
     *
     * @return the grid
     */
    public RdpOrders orders() {
        return orders;
    }

    /**
     * The composed divergences, infinite after a release without noise. They do not include the truncation of samples.
     *
     * @return one value per order of {@link #orders()}, in a new array
     */
    public double[] divergences() {
        double[] result = divergences.clone();
        if (total().nonPrivate()) {
            Arrays.fill(result, Double.POSITIVE_INFINITY);
        }
        return result;
    }

    @Override
    protected Set<Class<? extends ReducedForm>> charges() {
        return CHARGES;
    }

    @Override
    protected void absorb(DpEvent event, ReducedEvent reduced, long count) {
        add(divergences, reduced, count);
    }

    /** Adds the cost of forms to a total. */
    private void add(double[] total, ReducedEvent reduced, long count) {
        add(total, RenyiDivergence.gaussian(orders, reduced.muSquared()), (double) count);
        reduced.steps(PoissonDiscreteGaussian.class).forEach((step, n) -> add(total, of(step), (double) n * count));
        reduced.steps(PoissonGaussian.class).forEach((step, n) -> add(total, of(step), (double) n * count));
        reduced.steps(FixedSizeGaussian.class).forEach((step, n) -> add(total, of(step), (double) n * count));
        reduced.steps(TruncatedPoissonGaussian.class)
                .forEach((step, n) -> add(total, of(step.uncut()), (double) n * count));
        reduced.steps(AllocatedGaussian.class).forEach((step, n) -> add(total, unsampled(step), (double) n * count));
        reduced.steps(BestOfRuns.class).forEach((step, n) -> add(total, of(step), (double) n * count));
    }

    @Override
    protected PrivacyGuarantee boundedGuarantee(double delta) {
        Optimum best = untruncatedOptimum(delta);
        List<String> notes = new ArrayList<>();
        if (!total().steps(AllocatedGaussian.class).isEmpty()) {
            notes.add("RDP charges balls in bins as if it were known which step an example takes part in.");
        }
        if (best.atEdgeOfGrid()) {
            notes.add("The best RDP order, " + best.order() + ", is at the edge of the grid: other orders may give a"
                    + " smaller epsilon.");
        }
        return new PrivacyGuarantee(best.epsilon(), delta, notes);
    }

    @Override
    protected double boundedDelta(double epsilon) {
        return Math.min(1, conversion.delta(divergences, epsilon).value());
    }

    private double[] of(PoissonGaussian step) {
        return cache.computeIfAbsent(
                step,
                s -> RenyiDivergence.poissonGaussian(
                        orders, step.samplingProbability(), step.noiseMultiplier(), adjacency()));
    }

    private double[] of(PoissonDiscreteGaussian step) {
        return cache.computeIfAbsent(
                step,
                s -> RenyiDivergence.poissonDiscreteGaussian(
                        orders, step.samplingProbability(), step.noiseMultiplier()));
    }

    /** Divergences are jointly quasi-convex: not knowing the step costs no more than knowing it. */
    private double[] unsampled(AllocatedGaussian step) {
        return RenyiDivergence.gaussian(
                orders, GaussianSum.of(step.noiseMultiplier()).muSquared());
    }

    private double[] of(FixedSizeGaussian step) {
        return cache.computeIfAbsent(
                step, s -> new FixedSizeGaussianDivergence(orders, step.samplingProbability(), step.noiseMultiplier())
                        .values(orders));
    }

    private double[] of(BestOfRuns best) {
        double[] known = cache.get(best);
        if (known == null) {
            double[] run = new double[orders.size()];
            add(run, best.run(), 1);
            known = new BestOfRunsDivergence(orders).values(best.count(), run);
            cache.put(best, known);
        }
        return known;
    }

    private static void add(double[] total, double[] values, double count) {
        for (int i = 0; i < total.length; i++) {
            total[i] += count * values[i];
        }
    }
}
