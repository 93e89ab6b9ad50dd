package org.dpmodel.accountant.factorization;

import static org.dpmodel.accountant.factorization.ToeplitzStrategyTest.assertRelative;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dpmodel.accountant.analysis.SharedReference;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The rows of the shared reference file matrix-factorization.json whose strategies are known here, with the tolerances of its
 * header. The values come from jax_privacy 2.0.0 and plain numpy.
 */
class FactorizationReferenceTest {
    private static final double EXACT = 1e-9;
    private static final double OPTIMAL = 1e-6;
    private static final List<String> KNOWN = List.of(
            "banded-toeplitz-optimal",
            "square-root",
            "lambda-cgd",
            "banded-inverse-square-root",
            "blt-optimal",
            "given-coefficients-exhaustive");

    @TestFactory
    Stream<DynamicTest> rows() throws IOException {
        JsonNode rows = SharedReference.read("matrix-factorization.json").get("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> KNOWN.contains(row.get("kind").asText()))
                .map(row -> DynamicTest.dynamicTest(
                        row.get("kind").asText() + ", " + row.get("n") + " steps, " + row.get("bands") + " bands",
                        () -> check(row)));
    }

    private static void check(JsonNode row) {
        int steps = row.get("n").asInt();
        ToeplitzStrategy strategy = strategy(row, steps);
        double tolerance = row.get("kind").asText().equals("banded-toeplitz-optimal") ? OPTIMAL : EXACT;
        PrefixErrors errors = strategy.prefixErrors();
        if (row.get("objective").asText().equals("max")) {
            assertRelative(row.get("max_squared_error").asDouble(), errors.max(), tolerance);
        } else {
            assertRelative(row.get("mean_squared_error").asDouble(), errors.mean(), tolerance);
        }
        JsonNode most = row.get("max_participations");
        double sensitivity = strategy.sensitivity(
                new Participation(row.get("min_sep").asLong(), most.isNull() ? Long.MAX_VALUE : most.asLong()));
        if (row.has("bound_by_non_increasing_majorant")) {
            assertRelative(row.get("bound_by_non_increasing_majorant").asDouble(), sensitivity, EXACT);
            assertTrue(sensitivity > row.get("sensitivity").asDouble());
            return;
        }
        // The sensitivity of overlapping columns depends on the coefficients, which a loss near its optimum fixes to
        // its root.
        boolean foundOnly =
                tolerance == OPTIMAL && strategy.bands() > row.get("min_sep").asInt();
        assertRelative(row.get("sensitivity").asDouble(), sensitivity, foundOnly ? Math.sqrt(OPTIMAL) : EXACT);
    }

    private static ToeplitzStrategy strategy(JsonNode row, int steps) {
        return switch (row.get("kind").asText()) {
            case "banded-toeplitz-optimal" ->
                ToeplitzStrategies.banded(
                        row.get("bands").asInt(),
                        steps,
                        row.get("objective").asText().equals("max") ? Objective.MAX : Objective.MEAN);
            case "square-root" -> ToeplitzStrategies.squareRoot(steps);
            case "lambda-cgd" ->
                ToeplitzStrategies.lambdaCgd(
                        -row.get("noising_coefficients").get(1).asDouble(), steps);
            case "banded-inverse-square-root" ->
                ToeplitzStrategies.bandedInverseSquareRoot(
                        row.get("noising_bands").asInt(), steps);
            case "blt-optimal" ->
                ToeplitzStrategies.buffered(numbers(row, "buf_decay"), numbers(row, "output_scale"), steps);
            default -> ToeplitzStrategy.ofCoefficients(numbers(row, "coefficients"), steps);
        };
    }

    private static double[] numbers(JsonNode row, String name) {
        return IntStream.range(0, row.get(name).size())
                .mapToDouble(i -> row.get(name).get(i).asDouble())
                .toArray();
    }
}
