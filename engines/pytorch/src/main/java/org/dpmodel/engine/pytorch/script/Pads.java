package org.dpmodel.engine.pytorch.script;

import java.util.Arrays;
import org.dpmodel.graph.type.ConvGeometry;

/** The two kinds of padding: PyTorch's layers pad both ends of an axis equally; everything else is padded beforehand. */
final class Pads {
    private Pads() {}

    static boolean symmetric(ConvGeometry geometry) {
        return Arrays.equals(geometry.padsBegin(), geometry.padsEnd());
    }

    static boolean none(ConvGeometry geometry) {
        return Arrays.stream(geometry.padsBegin()).allMatch(p -> p == 0)
                && Arrays.stream(geometry.padsEnd()).allMatch(p -> p == 0);
    }

    /** A value with a geometry's padding around its spatial axes. */
    static String around(String x, ConvGeometry geometry, double value) {
        int axes = geometry.axes();
        long[] begin = new long[2 + axes];
        long[] end = new long[2 + axes];
        System.arraycopy(geometry.padsBegin(), 0, begin, 2, axes);
        System.arraycopy(geometry.padsEnd(), 0, end, 2, axes);
        return constant(x, begin, end, value);
    }

    /**
     * A value with elements added before and after each axis, or removed for negative numbers.
     *
     * @param value the value of the new elements; may be infinite
     */
    static String constant(String x, long[] begin, long[] end, double value) {
        // PyTorch counts the axes from the last one.
        long[] pairs = new long[2 * begin.length];
        for (int axis = 0; axis < begin.length; axis++) {
            int place = 2 * (begin.length - 1 - axis);
            pairs[place] = begin[axis];
            pairs[place + 1] = end[axis];
        }
        String filler =
                Double.isInfinite(value) ? "float(\"" + (value < 0 ? "-inf" : "inf") + "\")" : Torch.number(value);
        return Torch.call("constant_pad_nd", x, Torch.list(pairs), filler);
    }

    static long[] zeros(int count) {
        return new long[count];
    }

    static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
