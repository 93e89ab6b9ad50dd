package org.dpmodel.graph.reference;

import java.util.List;
import org.dpmodel.graph.Shape;

/** Cases for operators that only move elements or change axes. */
final class ShapeCases {
    private ShapeCases() {}

    static void addTo(List<CaseBuilder> cases) {
        cases.add(new CaseBuilder("Reshape", "plain").normal(2, 6).constant(3, 4));
        cases.add(
                new CaseBuilder("Reshape", "kept and open axes").normal(2, 3, 4).constant(0, -1));
        cases.add(new CaseBuilder("Reshape", "of integers").longs(0, 9, 2, 6).constant(3, 4));
        cases.add(new CaseBuilder("Reshape", "of bools").bools(2, 6).constant(12));
        cases.add(new CaseBuilder("Reshape", "to a scalar").normal(1, 1).constant());
        cases.add(new CaseBuilder("Flatten", "default").normal(2, 3, 4));
        cases.add(new CaseBuilder("Flatten", "axis 2").normal(2, 3, 4).integer("axis", 2));
        cases.add(new CaseBuilder("Flatten", "axis 0").normal(2, 3).integer("axis", 0));
        cases.add(new CaseBuilder("Flatten", "negative axis").normal(2, 3, 4).integer("axis", -1));
        cases.add(new CaseBuilder("Transpose", "default").normal(2, 3, 4));
        cases.add(new CaseBuilder("Transpose", "channels first")
                .normal(2, 3, 4, 5)
                .integers("perm", 1, 0, 2, 3));
        cases.add(new CaseBuilder("Transpose", "rotation").normal(2, 3, 4).integers("perm", 2, 0, 1));
        cases.add(new CaseBuilder("Transpose", "of integers").longs(0, 9, 2, 3));
        cases.add(new CaseBuilder("Transpose", "of bools").bools(2, 3, 4).integers("perm", 1, 0, 2));
        cases.add(
                new CaseBuilder("Transpose", "five axes").normal(2, 1, 3, 2, 2).integers("perm", 0, 3, 2, 4, 1));
        cases.add(new CaseBuilder("Squeeze", "all ones").normal(1, 3, 1, 2));
        cases.add(new CaseBuilder("Squeeze", "one axis").normal(1, 3, 1, 2).constant(-2));
        cases.add(new CaseBuilder("Unsqueeze", "two axes").normal(3, 2).constant(0, -1));
        cases.add(new CaseBuilder("Expand", "row to matrix").normal(4).constant(3, 4));
        cases.add(new CaseBuilder("Expand", "both ways").normal(2, 1, 4).constant(3, 1));
        cases.add(new CaseBuilder("Expand", "of integers").longs(0, 9, 2, 1).constant(3, 2, 4));
        cases.add(new CaseBuilder("Expand", "of bools").bools(3, 1).constant(3, 4));
        cases.add(new CaseBuilder("Tile", "").normal(2, 3).constant(2, 3));
        cases.add(new CaseBuilder("ConstantOfShape", "zeros").constant(2, 3));
        cases.add(new CaseBuilder("Range", "of integers")
                .constant(scalar(7))
                .constant(scalar(-4))
                .constant(scalar(-3)));
        cases.add(new CaseBuilder("Range", "of reals")
                .constant(ReferenceTensor.floats(Shape.of(), 0.5))
                .constant(ReferenceTensor.floats(Shape.of(), 2))
                .constant(ReferenceTensor.floats(Shape.of(), 0.25)));
    }

    private static ReferenceTensor scalar(long value) {
        return ReferenceTensor.longs(Shape.of(), value);
    }
}
