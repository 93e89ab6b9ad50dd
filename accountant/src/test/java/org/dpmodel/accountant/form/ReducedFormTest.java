package org.dpmodel.accountant.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A form adds to the cost: none can be made that takes some back. */
class ReducedFormTest {
    private static final List<DoubleFunction<ReducedForm>> NUMBERS = List.of(
            GaussianSum::new,
            DiscreteGaussianSum::new,
            CutProbability::new,
            noise -> new PoissonGaussian(0.5, noise),
            noise -> new PoissonDiscreteGaussian(0.5, noise),
            noise -> new FixedSizeGaussian(0.5, noise));
    private static final List<DoubleFunction<ReducedForm>> PROBABILITIES = List.of(
            q -> new PoissonGaussian(q, 1), q -> new PoissonDiscreteGaussian(q, 1), q -> new FixedSizeGaussian(q, 1));

    private static void assertRefused(DoubleFunction<ReducedForm> form, double value) {
        String message = assertThrows(IllegalArgumentException.class, () -> form.apply(value))
                .getMessage();
        assertTrue(message.contains("must be") && message.contains("found " + value), message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.NEGATIVE_INFINITY})
    void numbersAreAboveZero(double value) {
        NUMBERS.forEach(form -> assertRefused(form, value));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
    void probabilitiesAreAboveZeroAndAtMostOne(double value) {
        PROBABILITIES.forEach(form -> assertRefused(form, value));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 1000})
    void aSumIsTheSameOneByOneAndAtOnce(long count) {
        GaussianSum one = GaussianSum.of(2);
        GaussianSum all = one;
        for (long i = 1; i < count; i++) {
            all = all.plus(one);
        }
        assertEquals(all, one.times(count));
    }
}
