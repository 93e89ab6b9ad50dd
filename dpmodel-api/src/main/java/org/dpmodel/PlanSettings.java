package org.dpmodel;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.plan.PersonProtection;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.plan.SolvedNoise;
import org.dpmodel.plan.TrainingPlan;
import org.dpmodel.sampling.PoissonSampling;
import org.dpmodel.sampling.SamplingScheme;
import org.dpmodel.training.BatchRows;
import org.dpmodel.validation.Require;

/** The builder's settings that the guarantee depends on. Mutable, part of the builder. */
final class PlanSettings {
    final TargetSettings target = new TargetSettings();
    SamplingScheme sampling = new PoissonSampling(256);
    ClipMechanism clipping;
    NoiseMechanism noise;
    Adjacency adjacency;
    int microbatchSize = 1;
    OptionalInt publicSize = OptionalInt.empty();
    Optional<Function<SamplingScheme, PersonProtection>> people = Optional.empty();

    /**
     * A plan, and how its noise was found.
     *
     * @param plan the plan
     * @param solved the noise that was solved for a target; empty if the noise was given
     */
    record Solution(TrainingPlan plan, Optional<SolvedNoise> solved) {}

    /**
     * The plan; its noise is solved for if there is a target.
     *
     * @param accountant checks the target
     * @param directory where an earlier process may already have solved for the noise
     * @throws IllegalStateException if something is missing, or given twice
     */
    Solution solve(Function<Adjacency, PrivacyAccountant> accountant, Optional<Path> directory) {
        require(clipping, "clipping", "clipping(ClipMechanisms.fixed(0.1))");
        Adjacency compared = adjacency == null ? sampling.usualAdjacency() : adjacency;
        Function<NoiseMechanism, PrivacyPlan> plans = added -> new PrivacyPlan(
                sampling,
                clipping,
                added,
                compared,
                microbatchSize,
                people.map(way -> way.apply(sampling)),
                publicSize);
        publicSize.ifPresent(target::requireSize);
        if (noise == null && target.isSet()) {
            SolvedNoise solved = target.solve(plans, accountant, directory, publicSize);
            return new Solution(plans.apply(target.noise(solved)), Optional.of(solved));
        }
        require(noise, "noise", "noise(NoiseMechanisms.gaussian(1.0)) or targetEpsilon(3, 1e-5)");
        target.requireUnset();
        return new Solution(plans.apply(noise), Optional.empty());
    }

    /** Refuses settings that have no effect in training without privacy. */
    void requireNothingPrivate(boolean hasBudget) {
        if (clipping != null
                || noise != null
                || adjacency != null
                || microbatchSize != 1
                || people.isPresent()
                || publicSize.isPresent()
                || target.isSet()
                || hasBudget) {
            throw new IllegalStateException(
                    "buildWithoutPrivacy() trains without clipping and noise, but clipping, noise,"
                            + " adjacency, microbatchSize, recordsPerPerson, publicSize, a target or a budget was set: call build() for"
                            + " private training, or remove them");
        }
    }

    /**
     * The rows of a batch, and how many of them are processed at a time: at least one unit, and usually the whole batch.
     *
     * @param wanted what the user asked for; 0 if nothing
     */
    static BatchRows rows(TrainingPlan plan, int wanted) {
        int unit = plan.unitRows();
        long all = (long) plan.sampling().expectedBatchSize() * unit / plan.microbatchSize();
        BatchRows usual = BatchRows.usual((int) Math.max(1, Math.min(all, Integer.MAX_VALUE)));
        if (wanted == 0) {
            return new BatchRows(usual.expected(), Math.max(unit, usual.most()));
        }
        Require.atLeast(
                "physicalBatchSize",
                wanted,
                unit,
                unit == plan.microbatchSize()
                        ? "pass at least the microbatch size"
                        : "pass at least the records of a person, which are clipped as one");
        return new BatchRows(usual.expected(), wanted);
    }

    static void require(Object setting, String name, String cure) {
        if (setting == null) {
            throw new IllegalStateException(name + " must be set, found none: call " + cure);
        }
    }

    static double checkDelta(double value) {
        return Require.openFraction("delta", value, "a usual value is 1e-5");
    }
}
