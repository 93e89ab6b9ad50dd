package org.dpmodel.cli.options;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dpmodel.clipping.ClipMechanism;
import org.dpmodel.clipping.ClipMechanisms;
import org.dpmodel.clipping.ClippingAdaptation.Charge;
import org.dpmodel.clipping.ClippingAdaptation.Policy;
import org.dpmodel.noise.NoiseMechanism;
import org.dpmodel.noise.NoiseMechanisms;
import org.dpmodel.noise.NoiseSchedule;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options for clipping and noise. */
public final class MechanismOptions {
    private static final double DEFAULT_NOISE_MULTIPLIER = 1.0;
    private static final double DEFAULT_CLIPPING_NORM = 0.1;
    private static final double DEFAULT_DECAY_RATE = 1e-4;
    private static final double DEFAULT_QUANTILE = 0.5;
    private static final double DEFAULT_CLIPPING_RATE = 0.2;
    private static final double DEFAULT_FRACTION_NOISE = 0.05;
    private static final String BANDED = "banded";
    private static final Pattern BANDS = Pattern.compile(":(\\d{1,9})");

    /** The kinds of noise. */
    enum Noise {
        GAUSSIAN,
        DISCRETE_GAUSSIAN,
        ADA_GAUSSIAN
    }

    /** How the noise of {@link Noise#ADA_GAUSSIAN} falls. */
    enum Decay {
        TIME,
        STEP,
        EXP
    }

    /** The kinds of clipping. */
    enum Clipping {
        FLAT,
        PER_LAYER,
        AUTOMATIC,
        ADAPTIVE
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--noise",
            paramLabel = "NAME",
            description = "discrete-gaussian, ada-gaussian, banded:N with --sampling cyclic (default: gaussian)")
    private String noise;

    @Option(
            names = "--noise-multiplier",
            paramLabel = "Z",
            description = "standard deviation of the noise / clipping norm, the initial one if it decays (default: "
                    + DEFAULT_NOISE_MULTIPLIER + ")")
    private Double noiseMultiplier;

    @Option(
            names = "--noise-decay",
            paramLabel = "NAME",
            description = "time, step or exp; ada-gaussian only (default: exp)")
    private String decay;

    @Option(
            names = "--noise-decay-rate",
            paramLabel = "R",
            description = "in (0, 1); ada-gaussian only (default: " + DEFAULT_DECAY_RATE + ")")
    private Double decayRate;

    @Option(
            names = "--clipping",
            paramLabel = "NAME",
            description = "flat, per-layer, automatic or adaptive (default: flat)")
    private String clipping;

    @Option(
            names = "--clipping-norm",
            paramLabel = "C",
            description =
                    "maximum norm of a gradient, initial value if adaptive (default: " + DEFAULT_CLIPPING_NORM + ")")
    private Double clippingNorm;

    @Option(
            names = "--clipping-quantile",
            paramLabel = "Q",
            description = "share of gradients to leave unclipped; adaptive only (default: " + DEFAULT_QUANTILE + ")")
    private Double quantile;

    @Option(
            names = "--clipping-policy",
            paramLabel = "NAME",
            description = "geometric or linear, how the norm moves; adaptive only (default: geometric)")
    private String policy;

    @Option(
            names = "--clipping-learning-rate",
            paramLabel = "R",
            description = "how fast the norm moves; adaptive only (default: " + DEFAULT_CLIPPING_RATE + ")")
    private Double clippingRate;

    @Option(
            names = "--clipping-fraction-noise",
            paramLabel = "S",
            description = "standard deviation of the noise on the unclipped share; adaptive only (default: "
                    + DEFAULT_FRACTION_NOISE + ")")
    private Double fractionNoise;

    @Option(
            names = "--clipping-charge",
            paramLabel = "NAME",
            description = "raise-gradient-noise or charge-on-top; adaptive only (default: raise-gradient-noise)")
    private String charge;

    /**
     * The clip mechanism.
     *
     * @return the mechanism
     * @throws picocli.CommandLine.ParameterException if options do not belong together, or a value is out of range
     */
    public ClipMechanism clipping() {
        double norm = clippingNorm == null ? DEFAULT_CLIPPING_NORM : clippingNorm;
        Clipping choice = constant("--clipping", Clipping.class, clipping, Clipping.FLAT);
        if (choice != Clipping.ADAPTIVE) {
            refuse("--clipping-quantile", quantile);
            refuse("--clipping-policy", policy);
            refuse("--clipping-learning-rate", clippingRate);
            refuse("--clipping-fraction-noise", fractionNoise);
            refuse("--clipping-charge", charge);
        }
        return switch (choice) {
            case FLAT -> ClipMechanisms.fixed(norm);
            case PER_LAYER -> ClipMechanisms.perLayer(norm);
            case AUTOMATIC -> ClipMechanisms.automatic(norm);
            case ADAPTIVE ->
                ClipMechanisms.adaptive()
                        .initialClippingNorm(norm)
                        .targetUnclippedQuantile(quantile == null ? DEFAULT_QUANTILE : quantile)
                        .policy(constant("--clipping-policy", Policy.class, policy, Policy.GEOMETRIC))
                        .learningRate(clippingRate == null ? DEFAULT_CLIPPING_RATE : clippingRate)
                        .fractionStandardDeviation(fractionNoise == null ? DEFAULT_FRACTION_NOISE : fractionNoise)
                        .charge(constant("--clipping-charge", Charge.class, charge, Charge.RAISE_GRADIENT_NOISE))
                        .build();
        };
    }

    private void refuse(String option, Object given) {
        if (given != null) {
            throw Usage.error(command, option + " belongs to --clipping adaptive: leave it out");
        }
    }

    /**
     * Whether a noise multiplier was given.
     *
     * @return false if the default is used
     */
    public boolean hasNoiseMultiplier() {
        return noiseMultiplier != null;
    }

    /**
     * Standard deviation of the noise / clipping norm, of the first step's if it decays.
     *
     * @return above 0 in a valid plan
     */
    public double noiseMultiplier() {
        return hasNoiseMultiplier() ? noiseMultiplier : DEFAULT_NOISE_MULTIPLIER;
    }

    /**
     * The number of bands of the noise.
     *
     * @return the number; empty if the noise is not banded
     * @throws picocli.CommandLine.ParameterException if it is banded, and the number is missing or not a number
     */
    public OptionalInt bands() {
        if (noise == null || !noise.toLowerCase(Locale.ROOT).startsWith(BANDED)) {
            return OptionalInt.empty();
        }
        Matcher number = BANDS.matcher(noise.substring(BANDED.length()));
        if (!number.matches()) {
            throw Usage.error(
                    command, "--noise banded must have a number of bands, found " + noise + ": banded:16 is usual");
        }
        return OptionalInt.of(Integer.parseInt(number.group(1)));
    }

    /**
     * The noise, with a different multiplier in the first step.
     *
     * @param multiplier standard deviation / clipping norm
     * @return the mechanism
     * @throws picocli.CommandLine.ParameterException if options do not belong together, or a value is out of range
     */
    public NoiseMechanism noise(double multiplier) {
        OptionalInt bands = bands();
        Noise choice = bands.isPresent() ? null : constant("--noise", Noise.class, noise, Noise.GAUSSIAN);
        if (choice != Noise.ADA_GAUSSIAN && (decay != null || decayRate != null)) {
            throw Usage.error(
                    command, "--noise-decay and --noise-decay-rate belong to --noise ada-gaussian: leave them out");
        }
        if (bands.isPresent()) {
            return NoiseMechanisms.banded(multiplier, bands.getAsInt());
        }
        return switch (choice) {
            case GAUSSIAN -> NoiseMechanisms.gaussian(multiplier);
            case DISCRETE_GAUSSIAN -> NoiseMechanisms.discreteGaussian(multiplier);
            case ADA_GAUSSIAN -> NoiseMechanisms.adaGaussian(schedule(multiplier));
        };
    }

    private NoiseSchedule.Decay schedule(double multiplier) {
        double rate = decayRate == null ? DEFAULT_DECAY_RATE : decayRate;
        return switch (constant("--noise-decay", Decay.class, decay, Decay.EXP)) {
            case TIME -> NoiseSchedule.time(multiplier, rate);
            case STEP -> NoiseSchedule.step(multiplier, rate);
            case EXP -> NoiseSchedule.exponential(multiplier, rate);
        };
    }

    private <E extends Enum<E>> E constant(String option, Class<E> type, String name, E usual) {
        if (name == null) {
            return usual;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> optionName(constant).equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Usage.error(
                        command,
                        option + " must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(MechanismOptions::optionName)
                                        .collect(Collectors.joining(", "))
                                + ", found " + name + ": correct the name"));
    }

    private static String optionName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether any of these options was given. */
    boolean given() {
        return Stream.of(
                        noise,
                        noiseMultiplier,
                        decay,
                        decayRate,
                        clipping,
                        clippingNorm,
                        quantile,
                        policy,
                        clippingRate,
                        fractionNoise,
                        charge)
                .anyMatch(value -> value != null);
    }
}
