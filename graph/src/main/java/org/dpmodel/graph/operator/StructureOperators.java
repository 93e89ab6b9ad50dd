package org.dpmodel.graph.operator;

import java.util.Map;
import org.dpmodel.graph.type.Operator;

/** Operators that move elements, and that concatenate and split tensors. */
final class StructureOperators {
    private StructureOperators() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("ArgMax", new LargestPlace(false));
        operators.put("ArgMin", new LargestPlace(true));
        operators.put("Concat", new Joining());
        operators.put("ConstantOfShape", new Filling());
        operators.put("ConvTranspose", new TransposedConvolution());
        operators.put("CumSum", new RunningSum());
        operators.put("DepthToSpace", BlockShuffle.DEPTH_TO_SPACE);
        operators.put("Expand", new Expansion());
        operators.put("EyeLike", new IdentityMatrix());
        operators.put("Flatten", new Flatten());
        operators.put("Gather", new Picking());
        operators.put("GatherElements", new ElementPicking());
        operators.put("GatherND", new TuplePicking());
        operators.put("GridSample", new GridSampling());
        operators.put("OneHot", new OneHot());
        operators.put("Pad", new Padding());
        operators.put("Range", new Counting());
        operators.put("Reshape", new Reshape());
        operators.put("Resize", new Resizing());
        operators.put("ScatterND", new TuplePlacing());
        operators.put("Shape", ShapeReading.SHAPE);
        operators.put("Size", ShapeReading.SIZE);
        operators.put("Slice", new Slicing());
        operators.put("SpaceToDepth", BlockShuffle.SPACE_TO_DEPTH);
        operators.put("Squeeze", Squeezing.SQUEEZE);
        operators.put("Tile", new Tiling());
        operators.put("TopK", new RankedElements());
        operators.put("Transpose", new Transposition());
        operators.put("Trilu", new TriangularPart());
        operators.put("Unsqueeze", Squeezing.UNSQUEEZE);
    }
}
