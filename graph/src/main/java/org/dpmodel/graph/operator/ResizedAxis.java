package org.dpmodel.graph.operator;

import org.dpmodel.graph.type.OperatorCall;

/**
 * The sources of the slices of a resized axis, in the float32 arithmetic of ONNX Runtime: where rounding decides,
 * different arithmetic would select a different slice.
 */
final class ResizedAxis {
    /**
     * ONNX Runtime treats positions this close to the middle of two slices as the middle, which is more than float32
     * rounding.
     */
    private static final double TIE = 1e-5;

    private final OperatorCall call;
    private final long from;
    private final long to;
    private final float scale;

    /**
     * One axis.
     *
     * @param call the Resize node, for its attributes
     * @param from size of the input
     * @param to size of the output
     * @param scale the given scale, or to / from if a size is given: the two may differ
     */
    ResizedAxis(OperatorCall call, long from, long to, float scale) {
        this.call = call;
        this.from = from;
        this.to = to;
        this.scale = scale;
    }

    private float coordinate(long place) {
        String mode = call.attributes().text("coordinate_transformation_mode", "half_pixel");
        float half = (place + 0.5f) / scale - 0.5f;
        return switch (mode) {
            case "half_pixel" -> half;
            case "pytorch_half_pixel" -> to > 1 ? half : 0;
            case "asymmetric" -> place / scale;
            case "align_corners" -> to == 1 ? 0 : (float) (place * (from - 1)) / (float) (to - 1);
            default ->
                throw call.error("coordinate_transformation_mode must be half_pixel, pytorch_half_pixel, asymmetric"
                        + " or align_corners, found " + mode);
        };
    }

    /** The input slice of each output slice. */
    long[] nearest() {
        long[] indices = new long[Math.toIntExact(to)];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = Math.max(0, Math.min(from - 1, rounded(coordinate(i))));
        }
        return indices;
    }

    private long rounded(float coordinate) {
        String mode = call.attributes().text("nearest_mode", "round_prefer_floor");
        double exact = coordinate;
        return (long)
                switch (mode) {
                    case "round_prefer_floor" -> Math.ceil(exact - 0.5 - TIE);
                    case "round_prefer_ceil" -> Math.floor(exact + 0.5 + TIE);
                    case "floor" -> Math.floor(exact);
                    case "ceil" -> Math.ceil(exact);
                    default ->
                        throw call.error(
                                "nearest_mode must be round_prefer_floor, round_prefer_ceil, floor or ceil, found "
                                        + mode);
                };
    }

    /** The weights of the input slices in each output slice. */
    AxisMatrix linear() {
        AxisMatrix weights = new AxisMatrix(to, from);
        for (long i = 0; i < to; i++) {
            float place = Math.max(0, Math.min((float) (from - 1), coordinate(i)));
            long before = Math.min((long) place, from - 1);
            long behind = Math.min(before + 1, from - 1);
            float share = place - before;
            weights.add(i, before, 1 - share);
            weights.add(i, behind, share);
        }
        return weights;
    }

    /**
     * The weights of the kernel of Keys (1981), which covers four slices. Beyond the ends there are copies of the last
     * slice, or, with exclude_outside, nothing: then the other weights are rescaled to the sum 1.
     */
    AxisMatrix cubic() {
        float sharpness = call.attributes().real("cubic_coeff_a", -0.75f);
        boolean excludes = call.attributes().integer("exclude_outside", 0) != 0;
        AxisMatrix weights = new AxisMatrix(to, from);
        for (long i = 0; i < to; i++) {
            float place = coordinate(i);
            long first = (long) Math.floor(place) - 1;
            float[] shares = new float[4];
            float sum = 0;
            for (int k = 0; k < shares.length; k++) {
                boolean counts = !excludes || (first + k >= 0 && first + k < from);
                shares[k] = counts ? kernel(sharpness, Math.abs(place - (first + k))) : 0;
                sum += shares[k];
            }
            for (int k = 0; k < shares.length; k++) {
                float share = excludes ? shares[k] / sum : shares[k];
                weights.add(i, Math.max(0, Math.min(from - 1, first + k)), share);
            }
        }
        return weights;
    }

    private static float kernel(float a, float distance) {
        return distance <= 1
                ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
                : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
    }
}
