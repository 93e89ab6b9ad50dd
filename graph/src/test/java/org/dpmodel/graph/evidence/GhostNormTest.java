package org.dpmodel.graph.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.dpmodel.graph.Shape;
import org.dpmodel.graph.reference.ReferenceTensor;
import org.junit.jupiter.api.Test;

/**
 * Why gradients of dense layers with several rows a unit are formed. Two rows x and −(1 + e) x with the same output
 * gradient dy cancel to −e x dyᵀ. The ghost norm (Li et al. 2021, arXiv:2110.05679) takes the norm from Gram matrices,
 * as a difference of numbers near ‖x‖² ‖dy‖²; in float32 that difference is lost once e² is below 2⁻²⁴.
 */
class GhostNormTest {
    private static final int WIDTH = 64;
    private static final float HUGE = 4096;
    private static final double E = Math.pow(2, -13);

    private static float x(int row, int i) {
        float element = HUGE * (1 + i / (float) WIDTH);
        return row == 0 ? element : (float) (-element * (1 + E));
    }

    /** Σ_kl (x_k · x_l)(dy_k · dy_l) in float32, with dy = 1. */
    private static float ghostSquaredNorm() {
        float sum = 0;
        for (int k = 0; k < 2; k++) {
            for (int l = 0; l < 2; l++) {
                float product = 0;
                for (int i = 0; i < WIDTH; i++) {
                    product += x(k, i) * x(l, i);
                }
                sum += product;
            }
        }
        return sum;
    }

    private static double squaredNorm() {
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            double element = (double) x(0, i) + x(1, i);
            sum += element * element;
        }
        return sum;
    }

    @Test
    void theGhostNormLosesAllDigits() {
        double exact = Math.sqrt(squaredNorm());
        double ghost = Math.sqrt(Math.max(0, ghostSquaredNorm()));
        assertTrue(exact > 4, "norm " + exact);
        assertTrue(Math.abs(ghost - exact) > 0.5 * exact, "ghost norm " + ghost + " of " + exact);
    }

    @Test
    void theFormedGradientKeepsItsNormAndIsClipped() {
        TestNetwork test = TestNetwork.regression(
                NetworkSketch.input("sequence", 2, WIDTH).then(s -> s.then("MatMul", s.zeros(WIDTH, 1))));
        double[] features = new double[2 * WIDTH];
        for (int i = 0; i < features.length; i++) {
            features[i] = x(i / WIDTH, i % WIDTH);
        }
        // loss = mean of squares over 2 outputs of 0: dy = 2/2 (0 − y) = 1 for y = −1
        Batch batch = new Batch(
                ReferenceTensor.floats(Shape.of(1, 2, WIDTH), features),
                ReferenceTensor.floats(Shape.of(1, 2, 1), -1, -1));
        Step.Result result = Step.clipped(test, 1, 1).run(Runner.ONNX_RUNTIME, batch, 1);
        double exact = Math.sqrt(squaredNorm());
        assertEquals(exact, result.norms()[0], 1e-6 * exact);
        assertEquals(1, result.sum().norm(), 1e-5);
    }
}
