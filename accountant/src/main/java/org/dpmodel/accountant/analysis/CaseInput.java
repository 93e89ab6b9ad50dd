package org.dpmodel.accountant.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.dpmodel.accountant.Adjacency;
import org.dpmodel.accountant.DpEvent;
import org.dpmodel.accountant.validation.Checks;

/**
 * The inputs of a reference case: {@code mechanism} (gaussian, poisson_subsampled_gaussian, sequence,
 * fixed_size_subsampled_gaussian, truncated_poisson_subsampled_gaussian, balls_in_bins_gaussian,
 * banded_poisson_subsampled_gaussian), {@code adjacency},
 * {@code sampling_probability} (1 if absent), {@code noise_multiplier}, {@code steps}, {@code sequence}, {@code dataset_size},
 * {@code sample_size}, {@code maximum_batch_size}, {@code bins} and {@code epochs} (balls in bins, instead of steps), {@code bands},
 * {@code epsilon}, {@code delta}.
 *
 * <p>Under replace_one the case's noise multiplier is relative to the clipping norm, so that the sensitivity is 2; for
 * samples of fixed size it is already relative to the sensitivity.
 *
 * <p>Banded noise with cyclic Poisson sampling has as many parts as bands, and {@code sampling_probability} is the
 * fraction of all examples in a step: for b bands, ⌈steps / b⌉ steps with b times this probability are charged
 * (docs/adr/106-correlated-noise.md).
 */
final class CaseInput {
    private static final String TRUNCATED = "truncated_poisson_subsampled_gaussian";
    private static final String BALLS_IN_BINS = "balls_in_bins_gaussian";
    private static final String BANDED = "banded_poisson_subsampled_gaussian";
    /** From here on doubles are integers because of rounding. */
    private static final double EXACT = 0x1p53;

    private static final List<String> MECHANISMS = List.of(
            "gaussian",
            "poisson_subsampled_gaussian",
            "sequence",
            "fixed_size_subsampled_gaussian",
            TRUNCATED,
            BALLS_IN_BINS,
            BANDED);

    private final JsonNode json;
    private final Adjacency adjacency;
    private final String mechanism;

    CaseInput(JsonNode json) {
        this.json = json;
        this.adjacency = Adjacency.fromJsonName(text("adjacency"));
        this.mechanism = text("mechanism");
        if (!MECHANISMS.contains(mechanism)) {
            throw new IllegalArgumentException(
                    "mechanism must be one of " + String.join(", ", MECHANISMS) + ", found " + mechanism);
        }
    }

    Adjacency adjacency() {
        return adjacency;
    }

    boolean isGaussian() {
        return mechanism.equals("gaussian");
    }

    boolean isFixedSize() {
        return mechanism.equals("fixed_size_subsampled_gaussian");
    }

    boolean isTruncated() {
        return mechanism.equals(TRUNCATED);
    }

    /** Whether epsilon has a closed form for any noise. */
    boolean hasClosedForm() {
        return isGaussian() || count() == 1 && mechanism.equals("poisson_subsampled_gaussian");
    }

    /** The number of steps, of epochs of balls in bins, or of groups of steps with banded noise. */
    long count() {
        if (mechanism.equals(BANDED)) {
            long steps = integer("steps");
            return steps / bands() + (steps % bands() == 0 ? 0 : 1);
        }
        return integer(mechanism.equals(BALLS_IN_BINS) ? "epochs" : "steps");
    }

    /** The number of steps, or of epochs for balls in bins, that the given number of charges pays for. */
    long paidSteps(long charges) {
        return mechanism.equals(BANDED) && charges < Long.MAX_VALUE / bands() ? charges * bands() : charges;
    }

    private long bands() {
        return Checks.atLeast("bands", integer("bands"), 1, "pass the number of nonzero diagonals");
    }

    DpEvent event() {
        if (!mechanism.equals("sequence")) {
            return step().times(count());
        }
        List<DpEvent> groups = new ArrayList<>();
        for (JsonNode group : field(json, "sequence")) {
            groups.add(step(group, number(group, "noise_multiplier")).times(integer(group, "steps")));
        }
        return new DpEvent.Composed(groups);
    }

    DpEvent eventWithNoise(double noiseMultiplier) {
        return step(json, noiseMultiplier).times(count());
    }

    DpEvent step() {
        return step(json, number("noise_multiplier"));
    }

    private DpEvent step(JsonNode group, double noiseMultiplier) {
        if (isFixedSize()) {
            return new DpEvent.SampledWithoutReplacement(
                    integer("dataset_size"), integer("sample_size"), new DpEvent.Gaussian(noiseMultiplier));
        }
        double sensitivity = adjacency == Adjacency.REPLACE_ONE ? 2 : 1;
        DpEvent gaussian = new DpEvent.Gaussian(noiseMultiplier / sensitivity);
        if (mechanism.equals(BALLS_IN_BINS)) {
            return new DpEvent.BallsInBinsEpoch(integer("bins"), gaussian);
        }
        if (isTruncated()) {
            return new DpEvent.TruncatedPoissonSampled(
                    number("sampling_probability"), integer("maximum_batch_size"), integer("dataset_size"), gaussian);
        }
        if (mechanism.equals(BANDED)) {
            double ofPart = bands() * number("sampling_probability");
            return gaussian.poissonSampled(Checks.probability(
                    "bands * sampling_probability", ofPart, "with more parts than batches no part would fill a batch"));
        }
        double probability = group.has("sampling_probability") ? number(group, "sampling_probability") : 1;
        return gaussian.poissonSampled(probability);
    }

    double number(String name) {
        return number(json, name);
    }

    long integer(String name) {
        return integer(json, name);
    }

    String text(String name) {
        JsonNode value = field(json, name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " must be a string, found " + value);
        }
        return value.textValue();
    }

    private static double number(JsonNode json, String name) {
        JsonNode value = field(json, name);
        if (value.isTextual() && value.textValue().equals("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + " must be a number, found " + value);
        }
        return value.doubleValue();
    }

    private static long integer(JsonNode json, String name) {
        JsonNode value = field(json, name);
        boolean whole = value.isIntegralNumber()
                ? value.canConvertToLong()
                : value.isNumber() && Math.abs(value.doubleValue()) < EXACT && value.doubleValue() % 1 == 0;
        if (!whole) {
            throw new IllegalArgumentException(name + " must be a 64-bit integer, found " + value);
        }
        return value.longValue();
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("case must have the field " + name + ": add it");
        }
        return value;
    }
}
