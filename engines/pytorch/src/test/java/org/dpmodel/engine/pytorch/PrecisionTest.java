package org.dpmodel.engine.pytorch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.engine.Device;
import org.dpmodel.engine.DeviceUnavailableException;
import org.dpmodel.engine.Engines;
import org.dpmodel.engine.HostTensor;
import org.dpmodel.graph.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of rounded operands are distinguished from float32. No device here rounds them, so the rounding is done by the test. */
class PrecisionTest {
    private static final int TERMS = 144;
    private static final int FLOAT_BITS = 23;

    /** A float with fewer bits after the leading one, to the nearest. */
    private static float rounded(float value, int bits) {
        int dropped = FLOAT_BITS - bits;
        int half = dropped == 0 ? 0 : 1 << (dropped - 1);
        return Float.intBitsToFloat((Float.floatToRawIntBits(value) + half) >> dropped << dropped);
    }

    private static HostTensor sumOfProducts(int bits) {
        HostTensor tensor = HostTensor.allocate(TensorType.floats(3));
        float sum = 0;
        for (int i = 0; i < TERMS; i++) {
            sum += rounded(Precision.FACTOR, bits);
        }
        for (int i = 0; i < tensor.floats().capacity(); i++) {
            tensor.floats().put(i, sum);
        }
        return tensor;
    }

    private static void check(int bits) {
        Precision.check(Device.parse("pytorch:cuda:0"), "convolution", sumOfProducts(bits), TERMS);
    }

    /** bfloat16 has 7 bits after the leading one, TF32 and half 10. */
    @ParameterizedTest
    @ValueSource(ints = {7, 10})
    void roundedOperandsAreRefused(int bits) {
        String message = assertThrows(DeviceUnavailableException.class, () -> check(bits))
                .getMessage();
        assertTrue(message.contains("pytorch:cuda:0") && message.contains("144.0 instead of 144.03"), message);
    }

    @Test
    void float32Passes() {
        assertDoesNotThrow(() -> check(FLOAT_BITS));
    }

    @Test
    void theProcessorPasses() {
        assertDoesNotThrow(
                () -> new Precision().require(Engines.device("pytorch:cpu").device()));
    }
}
