package org.dpmodel.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonFloatTest {
    /** The right column is what Python 3's {@code repr} gives. */
    @ParameterizedTest
    @CsvSource({
        "1e-5, 1e-05",
        "2.5e-7, 2.5e-07",
        "-1.25e-12, -1.25e-12",
        "1e-120, 1e-120",
        "1e-4, 0.0001",
        "0.75, 0.75",
        "-0.1, -0.1",
        "0, 0.0",
        "1, 1.0",
        "100, 100.0",
        "123456789, 123456789.0",
        "1e15, 1000000000000000.0",
        "1e16, 1e+16",
        "1.5e300, 1.5e+300",
        "NaN, nan",
        "Infinity, inf",
        "-Infinity, -inf"
    })
    void printsDoublesLikePython(double value, String expected) {
        assertEquals(expected, PythonFloat.text(value));
    }

    @Test
    void printsTheShortestDigitsOfAFloat() {
        assertEquals("2.3015", PythonFloat.text(2.3015f));
        assertEquals("0.1", PythonFloat.text(0.1f));
        assertEquals("1e-05", PythonFloat.text(1e-5f));
        assertEquals("nan", PythonFloat.text(Float.NaN));
    }
}
