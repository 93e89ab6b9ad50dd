package org.dpmodel.graph.type;

import java.util.Arrays;

/**
 * The form of Pad used in step graphs: one constant around all axes.
 *
 * @param begin elements added before each axis, or removed if negative
 * @param end elements added after each axis, or removed if negative
 * @param value the value of the new elements
 */
public record ConstantPads(long[] begin, long[] end, double value) {
    /**
     * What a Pad node says.
     *
     * @param call the node
     * @return its settings
     * @throws org.dpmodel.graph.GraphException for other modes, selected axes, or computed settings
     */
    public static ConstantPads of(OperatorCall call) {
        String mode = call.attributes().text("mode", "constant");
        call.require(mode.equals("constant"), () -> "mode must be constant, found " + mode);
        call.require(!call.has(3), () -> "axes are not supported: write the pads of all axes out");
        long[] pads = call.constantInts(1);
        int rank = call.input(0).shape().rank();
        call.require(
                pads.length == 2 * rank,
                () -> "there must be two pads for each of " + rank + " axes, found " + Arrays.toString(pads));
        double value = call.has(2)
                ? call.input(2)
                        .constant()
                        .orElseThrow(
                                () -> call.error("input 2 (" + call.input(2).name() + ") must be a constant"))
                        .toFloats()[0]
                : 0;
        return new ConstantPads(Arrays.copyOf(pads, rank), Arrays.copyOfRange(pads, rank, 2 * rank), value);
    }
}
