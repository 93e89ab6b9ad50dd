package org.dpmodel;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.PrivacyAccountant;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.plan.PrivacyPlan;
import org.dpmodel.plan.PrivacyTarget;
import org.dpmodel.plan.SolvedNoise;
import org.dpmodel.validation.Require;

/** The builder's target settings, and the noise that follows from them. Mutable, part of the builder. */
final class TargetSettings {
    private static final System.Logger LOG = System.getLogger(PrivacyBudget.class.getName());

    private double epsilon;
    private double delta;
    private DoubleFunction<NoiseMechanism> kind;
    private int epochs;
    private int datasetSize;

    void epsilon(double value, double at, DoubleFunction<NoiseMechanism> noise) {
        epsilon = value;
        delta = at;
        kind = noise;
    }

    void epochs(int value) {
        epochs = value;
    }

    void datasetSize(int value) {
        datasetSize = value;
    }

    /** Refuses a size that differs from the public one. */
    void requireSize(int value) {
        if (datasetSize != 0 && datasetSize != value) {
            throw new IllegalStateException("datasetSize must be the public size " + value + ", found " + datasetSize
                    + ": leave it out, charges follow from the public size");
        }
    }

    /** The target as the budget, if no other budget is set. */
    Optional<PrivacyBudget> budget() {
        return isSet() ? Optional.of(new PrivacyBudget(epsilon, delta)) : Optional.empty();
    }

    /** Whether noise is to be solved for. */
    boolean isSet() {
        return kind != null;
    }

    /** Refuses settings that determine the noise twice. */
    void requireUnset() {
        if (isSet()) {
            throw new IllegalStateException(
                    "targetEpsilon solves for the noise, but noise was set as well: leave out one of"
                            + " them, or use budget(new PrivacyBudget(epsilon, delta)) to stop when the budget is "
                            + "used up");
        }
    }

    /** Solves for the noise, or reads the noise that the run in the folder began with. */
    SolvedNoise solve(
            Function<NoiseMechanism, PrivacyPlan> plans,
            Function<Adjacency, PrivacyAccountant> accountants,
            Optional<Path> directory,
            OptionalInt publicSize) {
        require("epochs", epochs, "epochs(20)");
        int size = publicSize.orElse(datasetSize);
        require("datasetSize", size, "datasetSize(train.size())");
        PrivacyTarget target = new PrivacyTarget(epsilon, delta, epochs, size);
        Path folder = directory.filter(RunFolder::holdsRun).orElse(null);
        SolvedNoise noise = folder == null
                ? new SolvedNoise(
                        target, target.noiseMultiplier(multiplier -> plans.apply(kind.apply(multiplier)), accountants))
                : begun(folder, target);
        LOG.log(System.Logger.Level.INFO, noise + (folder == null ? " was solved for" : ", as the run began"));
        return noise;
    }

    private static SolvedNoise begun(Path folder, PrivacyTarget target) {
        SolvedNoise begun = RunFolder.solvedNoise(folder)
                .orElseThrow(() -> new IllegalStateException("the run in " + folder + " began with a given noise "
                        + "multiplier, not with a target: build the model with that noise, or train in "
                        + "another folder"));
        if (!begun.target().equals(target)) {
            throw Require.broken(
                    "the target of the run in " + folder,
                    "must be the one that it began with, " + begun.target(),
                    target,
                    "build the model with the same target, or with noise(" + begun.noiseMultiplier()
                            + ") and a budget to continue beyond it");
        }
        return begun;
    }

    NoiseMechanism noise(SolvedNoise solved) {
        return kind.apply(solved.noiseMultiplier());
    }

    private static void require(String name, int value, String call) {
        if (value == 0) {
            throw new IllegalStateException(name + " must be set with targetEpsilon, found none: call " + call
                    + ", which the noise is solved for");
        }
    }
}
